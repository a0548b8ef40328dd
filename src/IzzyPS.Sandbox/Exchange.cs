using System.Diagnostics;
using IzzyPS.Sandbox.Api;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox;

/// <summary>One request and its answer, while the sandbox serves it.</summary>
internal sealed class Exchange(HttpConnection connection, HttpRequest request, Route route)
{
    /// <summary>When the request's head was read, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long Started { get; } = Stopwatch.GetTimestamp();

    public HttpConnection Connection => connection;

    public HttpRequest Request => request;

    public Route Route => route;

    /// <summary>Whether the request exceeds the rate limit.</summary>
    public bool IsBusy { get; set; }

    public SandboxFault? Fault { get; set; }

    /// <summary>The status that the client can have read, or 0.</summary>
    public int Status { get; set; }

    public string? Note { get; set; }
}
