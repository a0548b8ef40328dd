namespace IzzyPS.Runs;

/// <summary>How serious a message is.</summary>
internal enum RunMessageLevel
{
    /// <summary>For following one vehicle through.</summary>
    Verbose = 1,

    /// <summary>Something that an operator should know.</summary>
    Warning,
}

/// <summary>Watches a run. Called from several threads, one call at a time; must be quick.</summary>
internal interface IRunObserver
{
    /// <summary>The run has the lease and knows how many changes there are.</summary>
    void Started(Guid runId, int changes);

    /// <summary>One change has ended, and the ledger knows it.</summary>
    void Ended(SyncResult result);

    /// <summary>A message that names the run and, where it is about one, the vehicle.</summary>
    void Say(RunMessageLevel level, string message);
}
