using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Runs;

/// <summary>The options of a stock run.</summary>
internal sealed record StockRunOptions
{
    /// <summary>The paths of the stock files. Together the files are one stock.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The command that runs, for the ledger and for a run that waits for the lease.</summary>
    public required string Command { get; init; }

    /// <summary>What started the run.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The feed: the name of the partner's stream of files.</summary>
    public string Feed { get; init; } = StockSet.DefaultFeed;

    /// <summary>What to do with vehicles that are already listed.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Upsert;

    /// <summary>Whether listings that the files lack are closed.</summary>
    public bool CloseMissing { get; init; }

    /// <summary>Whether price changes of listed vehicles are carried out. If not, they are held back.</summary>
    public bool UpdatePrices { get; init; }

    /// <summary>What the operator allows beyond the guards' limits.</summary>
    public Allowances Allowed { get; init; } = Allowances.None;

    /// <summary>From how many complete files in a row a listing must be missing before it is closed; null for the profile's number.</summary>
    public int? CloseAfter { get; init; }

    /// <summary>How many listings may be gone on Izzylease within 24 hours at most; null for the limits alone.</summary>
    public int? AllowGone { get; init; }

    /// <summary>Whether to send nothing and to report what would be done.</summary>
    public bool WhatIf { get; init; }

    /// <summary>How long to wait for another run to end.</summary>
    public TimeSpan WaitForLock { get; init; }

    /// <summary>The path of the error report, which holds the rejected rows; null for no error report.</summary>
    public string? ErrorReport { get; init; }

    /// <summary>The profile that translates the partner's column names and words.</summary>
    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    /// <summary>The name of the files' encoding; null to find it.</summary>
    public string? Encoding { get; init; }

    /// <summary>The character between the columns; null to find it.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The name of the sheet that is read of a workbook; null for the first visible sheet.</summary>
    public string? Sheet { get; init; }

    /// <summary>Maps the partner's location numbers to showrooms.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;
}
