using IzzyPS.Ledger;
using IzzyPS.Ledger.Transfer.Adoption;

namespace IzzyPS.Runs;

/// <summary>Takes listings over that another program or another ledger knows.</summary>
internal sealed class AdoptRun(DealerConnection connection, RunTrigger trigger)
{
    /// <summary>Adopts a file that was read.</summary>
    /// <param name="source">The file.</param>
    /// <param name="feed">The feed that the run is noted for.</param>
    /// <param name="command">The command that asks, for the ledger and for whoever waits.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="stop">Ends it before anything is written.</param>
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
