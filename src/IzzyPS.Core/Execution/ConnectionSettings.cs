using IzzyPS.Dealer;
using IzzyPS.Stock;

namespace IzzyPS.Execution;

/// <summary>What a connection to a dealer account is made of.</summary>
internal sealed record ConnectionSettings
{
    public required DealerOptions Dealer { get; init; }

    /// <summary>What the operator calls it; by default the client id.</summary>
    public string? Name { get; init; }

    /// <summary>The ledger's file, or null for the account's own in the user's data folder.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Where the account's anchor and, unless said otherwise, its ledger are; null for the user's data folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether an empty ledger may take the place of one that is missing or refused.</summary>
    public bool NewLedger { get; init; }

    /// <summary>Whether a ledger must be there already.</summary>
    public bool IsLedgerRequired { get; init; }

    /// <summary>The showrooms behind the partner's numbers, for every import over this connection.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>What the <c>IZZYLEASE_*</c> variables say.</summary>
    /// <exception cref="StockSettingsException">The location map can't be read.</exception>
    internal static ConnectionSettings Of(DealerEnvironment environment) => new()
    {
        Dealer = environment.Options,
        LedgerPath = environment.Ledger,
        IsLedgerRequired = environment.IsLedgerRequired,
        LocationMap = environment.LocationMapFile is { } file ? LocationMap.Load(file) : LocationMap.Empty,
    };
}
