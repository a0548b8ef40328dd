using System.Buffers;
using IzzyPS.Hooks;

namespace IzzyPS.Dealer.Http.Answers;

/// <summary>Reads an answer's body up to a limit. A compressed body is not decompressed.</summary>
internal static class BoundedAnswer
{
    private static readonly byte[] Nothing = [];

    /// <summary>Reads the body and puts it into the answer's content.</summary>
    /// <param name="response">The answer. Its head was read, its body was not yet.</param>
    /// <param name="isDoneByStatus">Whether a success counts without a readable body. A refusal always does. A success whose body breaks off never does.</param>
    /// <param name="most">The largest body that is read, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The body. Null when the body could not be read and is not needed.</returns>
    /// <exception cref="HttpRequestException">The body is needed, but is too large, compressed or cut off.</exception>
    internal static async Task<byte[]?> BufferAsync(HttpResponseMessage response, bool isDoneByStatus, int most, CancellationToken cancellationToken)
    {
        StepHook.Reach("before-answer-read");
        byte[]? body;
        try
        {
            body = await ReadAsync(response.Content, most, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!response.IsSuccessStatusCode && exception is HttpRequestException or IOException or OperationCanceledException)
        {
            body = null;
        }
        catch (HttpRequestException exception) when (isDoneByStatus && exception.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.InvalidResponse)
        {
            body = null;
        }
        catch (IOException exception)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer breaks off.", exception);
        }

        var buffered = new ByteArrayContent(body ?? Nothing);
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type))
            _ = buffered.Headers.TryAddWithoutValidation("Content-Type", type);
        response.Content.Dispose();
        response.Content = buffered;
        StepHook.Reach("after-answer-read");
        return body;
    }

    private static async Task<byte[]> ReadAsync(HttpContent content, int most, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength == 0)
            return Nothing;
        if (content.Headers.ContentLength > most)
            throw CreateTooLarge(most);
        if (content.Headers.ContentEncoding.Count > 0)
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "The answer is compressed although the request did not allow that.");

        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(content.Headers.ContentLength ?? 4096) + 1);
        try
        {
            var length = 0;
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                length += read;
                if (length > most)
                    throw CreateTooLarge(most);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            return buffer.AsSpan(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static HttpRequestException CreateTooLarge(int most) =>
        new(HttpRequestError.ConfigurationLimitExceeded, $"The answer is larger than {most} bytes.");
}
