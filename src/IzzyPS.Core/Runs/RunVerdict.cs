namespace IzzyPS.Runs;

/// <summary>How a run ended, for whoever has to react to it. Where several apply, a run has the first one of this list.</summary>
internal enum RunVerdict
{
    /// <summary>The run was stopped; requests in flight were recorded.</summary>
    Stopped = 1,

    /// <summary>Another run holds the ledger.</summary>
    Locked,

    /// <summary>The file, the server or the ledger could not be used.</summary>
    Failed,

    /// <summary>The run is done, and the ledger holds something in doubt.</summary>
    InDoubt,

    /// <summary>The run is done, and closes or listings that are gone were held back.</summary>
    HeldBack,

    /// <summary>The run is done, and rows or vehicles had errors.</summary>
    Errors,

    /// <summary>All is done.</summary>
    Done,
}
