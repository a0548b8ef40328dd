using IzzyPS.Dealer;

namespace IzzyPS.Ledger;

/// <summary>Which ledger is opened, and what may be done when it is not there.</summary>
internal sealed record LedgerOptions
{
    /// <summary>The account that the ledger belongs to.</summary>
    public required DealerAccount Account { get; init; }

    /// <summary>The ledger's file, or null for the account's own in <see cref="DataFolder"/>.</summary>
    public string? Path { get; init; }

    /// <summary>Where the account's anchor is.</summary>
    public DataFolder DataFolder { get; init; } = DataFolder.OfUser();

    /// <summary>
    /// Whether an empty ledger may take the place of one that is missing or refused (<c>-NewLedger</c>). A refused file is kept
    /// under another name; one that is in order is used as it is.
    /// </summary>
    public bool NewLedger { get; init; }

    /// <summary>Whether a ledger must be there already (<c>IZZYLEASE_LEDGER_REQUIRED</c>).</summary>
    public bool IsRequired { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gets what the operator should know.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
