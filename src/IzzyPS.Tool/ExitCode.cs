namespace IzzyPS.Tool;

/// <summary>The exit codes of the tool. When several apply, the first of 2, 6, 1, 5, 4, 3 counts. Ctrl+C always gives 130.</summary>
internal enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>The command failed: the file, the server or the ledger could not be used.</summary>
    Failed = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    Usage = 2,

    /// <summary>Done, but rows or vehicles had errors.</summary>
    Errors = 3,

    /// <summary>Done, but guards held changes back.</summary>
    HeldBack = 4,

    /// <summary>The ledger holds something in doubt.</summary>
    InDoubt = 5,

    /// <summary>Another run holds the ledger.</summary>
    Locked = 6,

    /// <summary>Stopped by Ctrl+C.</summary>
    Stopped = 130,
}
