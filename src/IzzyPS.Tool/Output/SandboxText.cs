using System.Globalization;
using IzzyPS.Sandbox;

namespace IzzyPS.Tool.Output;

/// <summary>Describes the sandbox's requests and its state at the end.</summary>
internal static class SandboxText
{
    /// <summary>Describes a request in one line: <c>POST   /external/cars 201 20.4 ms</c>, the fault that struck, and the id of a new car.</summary>
    internal static string DescribeRequest(ServedRequest request)
    {
        var status = request.Status == 0 ? "-" : request.Status.ToString(CultureInfo.InvariantCulture);
        var line = string.Create(CultureInfo.InvariantCulture, $"{request.Method,-6} {request.Path} {status} {request.Duration.TotalMilliseconds:0.0} ms");
        return string.Join("; ", new[] { line, request.Fault?.ToString(), request.Note }.Where(part => part is not null));
    }

    /// <summary>Describes the end: the number of listed cars, how often each fault struck, and VINs that are listed twice. There must never be such a VIN.</summary>
    internal static IEnumerable<string> DescribeEnd(SandboxServer server)
    {
        yield return $"{Count(server.ActiveCars.Count, "car was", "cars were")} listed when the sandbox ended.";
        foreach (var (fault, struck) in server.Faults)
            yield return $"{(struck == 0 ? "never struck" : $"struck {Count(struck, "time", "times")}")}: {fault}";
        if (server.Limited > 0)
            yield return $"{Count(server.Limited, "call was", "calls were")} beyond the rate limit.";
        if (server.DuplicateVins.Count > 0)
            yield return $"LISTED TWICE: {string.Join(", ", server.DuplicateVins)}";
    }

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
