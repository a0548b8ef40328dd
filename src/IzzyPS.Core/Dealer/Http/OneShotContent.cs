using System.Net;
using System.Net.Http.Headers;
using IzzyPS.Hooks;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// A body that records when its sending begins, and refuses to be sent a second time. .NET's own handler silently sends a request again
/// when a pooled connection closes during the send. If the sending has not begun, the server can't have carried the request out, because
/// it does not have the body.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
internal sealed class OneShotContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Func<ValueTask<bool>>? _maySend;
    private int _begun;

    internal OneShotContent(ReadOnlyMemory<byte> body, string mediaType, Func<ValueTask<bool>>? maySend)
    {
        _body = body;
        _maySend = maySend;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Whether a byte of the body may have left the process.</summary>
    internal bool HasBegun => Volatile.Read(ref _begun) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Connecting may have taken long, or the machine may have slept. This is the last moment at which the right to send can be checked.
        if (_maySend is not null && !await _maySend().ConfigureAwait(false))
            throw NotSent.CreateRightLost();
        cancellationToken.ThrowIfCancellationRequested(); // A cancellation during the check comes before the first byte.
        if (Interlocked.Exchange(ref _begun, 1) != 0)
            throw new IOException("The connection closed after the request was sent; the request is not sent again.");
        if (StepHook.IsSet)
            await WriteInPartsAsync(stream, cancellationToken).ConfigureAwait(false);
        else
            await stream.WriteAsync(_body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends the head, half of the body and the rest one by one, so that a test can kill the process between them.</summary>
    private async Task WriteInPartsAsync(Stream stream, CancellationToken cancellationToken)
    {
        StepHook.Reach("before-first-byte");
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        StepHook.Reach("after-first-byte");
        await stream.WriteAsync(_body[..(_body.Length / 2)], cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        StepHook.Reach("within-body");
        await stream.WriteAsync(_body[(_body.Length / 2)..], cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        StepHook.Reach("after-body");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
