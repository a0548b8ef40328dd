using IzzyPS.Ledger.RunRecords;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync.Resolving;

namespace IzzyPS.Runs;

/// <summary>A run that resolves creates in doubt with what an operator found on Izzylease.</summary>
internal sealed class ResolveRun(DealerConnection connection, RunTrigger trigger)
{
    /// <summary>Resolves creates in doubt, one after the other and under one lease.</summary>
    /// <param name="resolutions">What the operator found, one for each operation.</param>
    /// <param name="command">The command that runs, for the ledger and for a run that waits for the lease.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="stop">Ends the work before the next resolution.</param>
    /// <returns>One result for each resolution.</returns>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    /// <exception cref="DealerException">The API gave no token. Nothing was sent.</exception>
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
