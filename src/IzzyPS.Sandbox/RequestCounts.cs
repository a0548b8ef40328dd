using System.Collections.Frozen;

namespace IzzyPS.Sandbox;

/// <summary>Counts the sandbox's requests: by call, in flight, and refused by the rate limit. Safe for several threads.</summary>
internal sealed class RequestCounts
{
    private static readonly SandboxRoutes[] Routes = [.. Enum.GetValues<SandboxRoutes>().Where(route => int.IsPow2((int)route))];

    private readonly int[] _requests = new int[32];
    private int _inFlight;
    private int _highestConcurrency;
    private int _limited;

    /// <summary>How many requests are in flight now.</summary>
    internal int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most requests that were in flight at the same time.</summary>
    internal int HighestConcurrency => Volatile.Read(ref _highestConcurrency);

    /// <summary>How many requests the rate limit refused.</summary>
    internal int Limited => Volatile.Read(ref _limited);

    /// <summary>Counts a request whose head was read. The request is in flight until <see cref="End"/>.</summary>
    internal void Begin(SandboxRoutes call)
    {
        if (call != SandboxRoutes.None)
            Interlocked.Increment(ref _requests[int.Log2((int)call)]);
        var inFlight = Interlocked.Increment(ref _inFlight);
        int highest;
        while (inFlight > (highest = Volatile.Read(ref _highestConcurrency)))
            Interlocked.CompareExchange(ref _highestConcurrency, inFlight, highest);
    }

    /// <summary>Counts a request as no longer in flight.</summary>
    internal void End() => Interlocked.Decrement(ref _inFlight);

    /// <summary>Counts a request that the rate limit refused.</summary>
    internal void AddLimited() => Interlocked.Increment(ref _limited);

    /// <summary>How many requests of one or several calls came.</summary>
    internal int CountRequests(SandboxRoutes routes) =>
        Routes.Where(route => (routes & route) != SandboxRoutes.None).Sum(route => Volatile.Read(ref _requests[int.Log2((int)route)]));

    /// <summary>How many requests came, for each call.</summary>
    internal IReadOnlyDictionary<SandboxRoutes, int> ToDictionary() => Routes.ToFrozenDictionary(route => route, route => CountRequests(route));
}
