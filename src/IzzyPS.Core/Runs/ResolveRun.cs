using IzzyPS.Ledger;
using IzzyPS.Sync;

namespace IzzyPS.Runs;

/// <summary>Ends the doubt about creates, by what an operator found on Izzylease.</summary>
internal sealed class ResolveRun(DealerConnection connection, RunTrigger trigger)
{
    /// <summary>Resolves, one after the other and under one lease.</summary>
    /// <param name="resolutions">What was found out.</param>
    /// <param name="command">The command that asks, for the ledger and for whoever waits.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="stop">Ends it before the next resolution.</param>
    /// <returns>One result each.</returns>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    /// <exception cref="DealerException">No token could be had; nothing was sent.</exception>
    internal async Task<IReadOnlyList<ResolveResult>> RunAsync(IReadOnlyList<Resolution> resolutions, string command, TimeSpan waitForLock, CancellationToken stop)
    {
        using var trace = RunTrace.Start(RunKind.Resolve, trigger, connection.Logger, connection.Time);
        var results = await connection.CreateResolver(trigger).ResolveAsync(resolutions, command, waitForLock, stop).ConfigureAwait(false);
        if (results is [{ RunId: var only }])
            trace.Identify(only);
        trace.End(results.Any(result => result.Fault is not null) ? RunVerdict.Errors : RunVerdict.Done);
        return results;
    }
}
