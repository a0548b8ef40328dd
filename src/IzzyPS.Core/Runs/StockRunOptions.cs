using IzzyPS.Ledger;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Runs;

/// <summary>What a stock run is asked for.</summary>
internal sealed record StockRunOptions
{
    /// <summary>The stock files; together they are one stock.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The command that asks, for the ledger and for whoever waits.</summary>
    public required string Command { get; init; }

    /// <summary>What started the run.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>The partner's stream of files.</summary>
    public string Feed { get; init; } = StockSet.DefaultFeed;

    /// <summary>What to do with vehicles that are listed already.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Upsert;

    /// <summary>Whether listings that the files lack are closed.</summary>
    public bool CloseMissing { get; init; }

    /// <summary>Whether price changes are carried out; otherwise they are held back.</summary>
    public bool UpdatePrices { get; init; }

    /// <summary>How many listings may close within 24 hours at the most; null for the limits alone.</summary>
    public int? AllowClose { get; init; }

    /// <summary>How many listings may be gone on Izzylease within 24 hours at the most; null for the limits alone.</summary>
    public int? AllowGone { get; init; }

    /// <summary>Whether nothing is sent and the report says what would happen.</summary>
    public bool WhatIf { get; init; }

    /// <summary>How long to wait for another run to end.</summary>
    public TimeSpan WaitForLock { get; init; }

    /// <summary>Where the rejected rows are written; null for nowhere.</summary>
    public string? ErrorReport { get; init; }

    /// <summary>The partner's words.</summary>
    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    /// <summary>The showrooms behind the partner's numbers.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;
}
