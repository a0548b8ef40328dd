namespace IzzyPS.Runs.Reporting;

/// <summary>How a run ended, for the exit code, the log and the metrics. Where several values apply, the run has the first of this list.</summary>
internal enum RunVerdict
{
    /// <summary>The run was stopped; requests in flight were recorded.</summary>
    Stopped = 1,

    /// <summary>Another run holds the ledger.</summary>
    Locked,

    /// <summary>The file, the server or the ledger could not be used.</summary>
    Failed,

    /// <summary>The run is done, and the ledger has creates in doubt.</summary>
    InDoubt,

    /// <summary>The run is done, and guards held changes back.</summary>
    HeldBack,

    /// <summary>The run is done, and rows or vehicles had errors.</summary>
    Errors,

    /// <summary>The run is done without errors.</summary>
    Done,
}
