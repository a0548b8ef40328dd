using IzzyPS.Planning;
using IzzyPS.Stock;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Tool;

/// <summary>What <c>izzy sync</c> was asked for.</summary>
internal sealed record SyncSettings
{
    public required IReadOnlyList<string> Files { get; init; }

    public string Feed { get; init; } = StockSet.DefaultFeed;

    public SyncMode Mode { get; init; } = SyncMode.Upsert;

    public bool CloseMissing { get; init; }

    public bool UpdatePrices { get; init; }

    public int? AllowClose { get; init; }

    public int? AllowGone { get; init; }

    public bool WhatIf { get; init; }

    /// <summary>How long to wait for another run to end.</summary>
    public TimeSpan WaitForLock { get; init; }

    /// <summary>Where the rejected rows are written, or null for nowhere.</summary>
    public string? ErrorReport { get; init; }

    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    public LocationMap LocationMap { get; init; } = LocationMap.Empty;
}
