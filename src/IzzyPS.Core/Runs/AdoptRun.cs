using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Runs;

/// <summary>A run that takes over listings which another program or another ledger made.</summary>
internal sealed class AdoptRun(DealerConnection connection, RunTrigger trigger)
{
    /// <summary>Adopts the listings of a file.</summary>
    /// <param name="source">The file, as it was read.</param>
    /// <param name="feed">The feed that the run is recorded for.</param>
    /// <param name="command">The command that runs, for the ledger and for a run that waits for the lease.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="stop">Ends the run before anything is written.</param>
    /// <exception cref="AdoptionException">The file belongs to another account.</exception>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    internal async Task<AdoptionResult> RunAsync(AdoptionSource source, string feed, string command, TimeSpan waitForLock, CancellationToken stop)
    {
        using var trace = RunTrace.Start(RunKind.Adopt, trigger, connection.Logger, connection.Time);
        var result = await new LedgerAdopter(connection.Ledger, connection.Time, trigger).AdoptAsync(source, feed, command, waitForLock, stop).ConfigureAwait(false);
        trace.Identify(result.RunId);
        trace.End(result.Errors.Count > 0 ? RunVerdict.Errors : RunVerdict.Done);
        return result;
    }
}
