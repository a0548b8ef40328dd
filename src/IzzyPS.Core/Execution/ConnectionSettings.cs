using IzzyPS.Dealer;

namespace IzzyPS.Execution;

/// <summary>What a connection to a dealer account is made of.</summary>
internal sealed record ConnectionSettings
{
    public required DealerOptions Dealer { get; init; }

    /// <summary>What the operator calls it; by default the client id.</summary>
    public string? Name { get; init; }

    /// <summary>The ledger's file, or null for the account's own in the user's data folder.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Whether an empty ledger may take the place of one that is missing or refused.</summary>
    public bool NewLedger { get; init; }

    /// <summary>Whether a ledger must be there already.</summary>
    public bool IsLedgerRequired { get; init; }
}
