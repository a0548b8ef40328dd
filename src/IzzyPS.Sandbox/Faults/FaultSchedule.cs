using System.Collections.Immutable;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Says for each request which fault strikes it, if any: the first that fits.</summary>
internal sealed class FaultSchedule(ImmutableArray<SandboxFault> faults, int seed)
{
    private readonly Lock _lock = new();
    private readonly int[] _seen = new int[faults.Length];
    private readonly Random _random = new(seed);

    internal SandboxFault? Next(SandboxRoutes route, bool isReusedConnection)
    {
        if (faults.IsEmpty)
            return null;
        lock (_lock)
        {
            SandboxFault? struck = null;
            for (var i = 0; i < faults.Length; i++)
            {
                var fault = faults[i];
                if ((fault.Routes & route) == SandboxRoutes.None || (fault.ReusedOnly && !isReusedConnection))
                    continue;
                // Each fault counts and draws for itself, so that a second one in the list does not shift the first.
                var number = ++_seen[i];
                var strikes = number >= fault.From && number - fault.From < fault.Times && (fault.Chance >= 1 || _random.NextDouble() < fault.Chance);
                if (strikes)
                    struck ??= fault;
            }

            return struck;
        }
    }
}
