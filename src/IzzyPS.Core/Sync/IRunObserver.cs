using IzzyPS.Output;

namespace IzzyPS.Sync;

/// <summary>Receives what happens in a run. It is called from several threads, one call at a time, and must return quickly.</summary>
internal interface IRunObserver
{
    /// <summary>A change is planned. Called for each change of a stock's plan, except blocked changes.</summary>
    void Planned(VehicleChange change)
    {
    }

    /// <summary>The run has the lease and begins with the changes.</summary>
    void Started(Guid runId, int changes);

    /// <summary>One change has ended. If this runner got an answer for it, the outcome is in the ledger.</summary>
    void Ended(SyncResult result);

    /// <summary>The run has made progress. A phase begins with a call in which nothing is done yet.</summary>
    void Advance(PhaseProgress progress)
    {
    }

    /// <summary>The run has a message for the operator.</summary>
    void Notify(RunNotice notice);
}
