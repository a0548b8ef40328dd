namespace IzzyPS.Ledger.RunRecords;

/// <summary>What started a run.</summary>
internal enum RunTrigger
{
    /// <summary>A PowerShell cmdlet.</summary>
    Cmdlet = 1,

    /// <summary>The command line of <c>izzy</c>.</summary>
    Cli,
}
