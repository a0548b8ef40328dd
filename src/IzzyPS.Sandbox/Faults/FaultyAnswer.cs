using System.IO.Compression;
using System.Text;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Sends the answers of faults.</summary>
internal static class FaultyAnswer
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(30);

    private static readonly Lazy<byte[]> Bomb = new(CreateBomb);

    /// <summary>Sends the answer of a fault.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="right">The right answer.</param>
    /// <param name="givenId">The id of another car.</param>
    /// <param name="now">The time, for dates.</param>
    /// <param name="connection">The client's connection.</param>
    /// <param name="cancellationToken">Ends an answer that otherwise never ends.</param>
    /// <returns>The status that the client can have read, or 0; and whether the connection can be used further.</returns>
    internal static async ValueTask<(int Status, bool KeepAlive)> SendAsync(
        SandboxFault fault, HttpAnswer right, string givenId, DateTimeOffset now, HttpConnection connection, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                connection.Finish();
                return (0, false);
            case FaultKind.Reset:
                connection.Reset();
                return (0, false);
            case FaultKind.NoAnswer:
                using (var hold = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
                {
                    hold.CancelAfter(LongestHold);
                    await connection.WaitForCloseAsync(hold.Token).ConfigureAwait(false);
                }

                return (0, false);
            case FaultKind.Truncated:
                var cut = right with { Status = GetStatusWithBody(right) };
                await connection.SendAsync(Encoding.Latin1.GetBytes(cut.CreateHead(cut.Body.Length + 64, keepAlive: true)), cancellationToken).ConfigureAwait(false);
                await connection.SendAsync(right.Body[..(right.Body.Length / 2)], cancellationToken).ConfigureAwait(false);
                connection.Finish();
                return (cut.Status, false);
            case FaultKind.SlowHead:
                await DripAsync(right.CreateHead(right.Body.Length, keepAlive: false), fault.BytePause, connection, cancellationToken).ConfigureAwait(false);
                return (0, false);
            case FaultKind.SlowBody:
                const int SlowLength = 1024;
                var slow = right with { Status = GetStatusWithBody(right) };
                await connection.SendAsync(Encoding.Latin1.GetBytes(slow.CreateHead(SlowLength, keepAlive: false)), cancellationToken).ConfigureAwait(false);
                await DripAsync(new string(' ', SlowLength), fault.BytePause, connection, cancellationToken).ConfigureAwait(false);
                return (slow.Status, false);
            case FaultKind.EndlessHead:
                await PourAsync("HTTP/1.1 200 OK\r\n", "X-More: 0123456789012345678901234567890123456789\r\n", connection, cancellationToken).ConfigureAwait(false);
                return (0, false);
            case FaultKind.HugeBody:
                const string HugeHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10737418240\r\n\r\n";
                await PourAsync(HugeHead, new string(' ', 4096), connection, cancellationToken).ConfigureAwait(false);
                return (200, false);
            default:
                var answer = CreateAnswer(fault, right, givenId, now);
                await connection.SendAsync(answer, keepAlive: true, cancellationToken).ConfigureAwait(false);
                return (answer.Status, fault.Kind != FaultKind.CloseAfter);
        }
    }

    private static HttpAnswer CreateAnswer(SandboxFault fault, HttpAnswer right, string givenId, DateTimeOffset now)
    {
        var status = GetStatusWithBody(right);
        return fault.Kind switch
        {
            FaultKind.Status => new HttpAnswer(
                fault.Status,
                fault.Status is 204 or 304 ? default : Encoding.UTF8.GetBytes(fault.Body ?? $$"""{"error":"the sandbox answers {{fault.Status}} because of a fault"}"""),
                ContentType: fault.ContentType ?? "application/json",
                Headers: fault.RetryAfter is null ? string.Empty : $"Retry-After: {RetryAfterText.GetValue(fault.RetryAfter, now)}\r\n"),
            FaultKind.Empty => new HttpAnswer(status),
            FaultKind.NotJson => new HttpAnswer(status, "<html><body>Welcome</body></html>"u8.ToArray(), "text/html"),
            FaultKind.WrongType => new HttpAnswer(status, """{"id":17}"""u8.ToArray()),
            FaultKind.RepeatedId => HttpAnswer.CreateJson(status, "id", givenId),
            FaultKind.GzipBomb => new HttpAnswer(status, Bomb.Value, Headers: "Content-Encoding: gzip\r\n"),
            FaultKind.Redirect => new HttpAnswer(302, Headers: "Location: https://elsewhere.invalid/external/cars\r\n"),
            _ => right,
        };
    }

    /// <summary>The status of the right answer, or 200 in place of 204, which has no body.</summary>
    private static int GetStatusWithBody(HttpAnswer right) => right.Status == 204 ? 200 : right.Status;

    private static async ValueTask DripAsync(string text, TimeSpan delay, HttpConnection connection, CancellationToken cancellationToken)
    {
        foreach (var character in text)
        {
            await connection.SendAsync(new[] { (byte)character }, cancellationToken).ConfigureAwait(false);
            await PreciseDelay.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask PourAsync(string head, string more, HttpConnection connection, CancellationToken cancellationToken)
    {
        const long TenGigabytes = 10L * 1024 * 1024 * 1024;
        await connection.SendAsync(Encoding.Latin1.GetBytes(head), cancellationToken).ConfigureAwait(false);
        var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(more, 65536 / more.Length)));
        for (var sent = 0L; sent < TenGigabytes; sent += block.Length)
            await connection.SendAsync(block, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] CreateBomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            var spaces = new byte[1024 * 1024];
            spaces.AsSpan().Fill((byte)' ');
            for (var i = 0; i < 100; i++)
                gzip.Write(spaces);
        }

        return packed.ToArray();
    }
}
