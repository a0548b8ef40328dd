using IzzyPS.Output;

namespace IzzyPS.Sync;

/// <summary>Watches a run. Called from several threads, one call at a time; must be quick.</summary>
internal interface IRunObserver
{
    /// <summary>A change is planned. Called for each change of a stock's plan but the blocked ones.</summary>
    void Planned(VehicleChange change)
    {
    }

    /// <summary>The run has the lease and knows how many changes there are.</summary>
    void Started(Guid runId, int changes);

    /// <summary>One change has ended, and the ledger knows it.</summary>
    void Ended(SyncResult result);

    /// <summary>The run is so far by now. A phase begins with a call where nothing is done yet.</summary>
    void Advance(PhaseProgress progress)
    {
    }

    /// <summary>The run has something to say.</summary>
    void Notify(RunNotice notice);
}
