using System.Collections.Immutable;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Decides for each request which fault strikes: the first fault that fits, or none. Times of faults count from the schedule's creation.</summary>
internal sealed class FaultSchedule
{
    private readonly Lock _lock = new();
    private readonly Entry[] _entries;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private volatile bool _isOver;

    internal FaultSchedule(ImmutableArray<SandboxFault> faults, int seed, TimeProvider clock)
    {
        // Each fault has its own random numbers, so that a fault strikes the same requests whatever other faults are in the list.
        _entries = [.. faults.Select((fault, i) => new Entry(fault, new Random(seed ^ unchecked(i * (int)0x9E3779B9))))];
        _clock = clock;
        _start = clock.GetTimestamp();
    }

    /// <summary>The faults, and how often each has struck so far.</summary>
    internal ImmutableArray<FaultCount> Counts
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(entry => new FaultCount(entry.Fault, entry.Struck))];
        }
    }

    /// <summary>Ends all faults.</summary>
    internal void End() => _isOver = true;

    /// <summary>Counts a request, and returns the fault that strikes it. Returns null when none does.</summary>
    internal SandboxFault? TakeFault(SandboxRoutes route, bool isReusedConnection)
    {
        if (_entries.Length == 0 || _isOver)
            return null;
        var elapsed = _clock.GetElapsedTime(_start);
        lock (_lock)
        {
            Entry? first = null;
            foreach (var entry in _entries)
            {
                // Every fault that fits counts the request and draws a random number, even when an earlier fault strikes. Each fault therefore
                // behaves the same with and without other faults.
                if (entry.Fits(route, isReusedConnection, elapsed) && entry.WouldStrike())
                    first ??= entry;
            }

            if (first is not null)
                first.Struck++;
            return first?.Fault;
        }
    }

    private sealed class Entry(SandboxFault fault, Random random)
    {
        private int _seen;

        internal SandboxFault Fault => fault;

        internal int Struck { get; set; }

        internal bool Fits(SandboxRoutes route, bool isReusedConnection, TimeSpan elapsed) =>
            (fault.Routes & route) != SandboxRoutes.None
            && (isReusedConnection || !fault.ReusedOnly)
            && elapsed >= fault.At
            && (fault.For is null || elapsed - fault.At < fault.For);

        internal bool WouldStrike() =>
            ++_seen >= fault.From && Struck < fault.Times && (fault.Chance >= 1 || random.NextDouble() < fault.Chance);
    }
}
