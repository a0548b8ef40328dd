namespace IzzyPS.Ledger.Opening;

/// <summary>Which ledger is opened, and what may be done when it is not there.</summary>
internal sealed record LedgerOptions
{
    /// <summary>The account that the ledger belongs to.</summary>
    public required DealerAccount Account { get; init; }

    /// <summary>
    /// The ledger's file, or its address (<c>postgres://user:password@host:port/database</c>); null for the account's own file in
    /// <see cref="DataFolder"/>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Where the account's anchor is.</summary>
    public required DataFolder DataFolder { get; init; }

    /// <summary>
    /// Whether an empty ledger may take the place of one that is missing or refused (<c>-NewLedger</c>). A refused ledger of
    /// the account is kept under another name; any other file is refused; a ledger that is in order is used as it is.
    /// </summary>
    public bool NewLedger { get; init; }

    /// <summary>
    /// Whether a ledger that no anchor on this machine knows may be used (<c>-AdoptLedger</c>). A word for one time: the anchor
    /// remembers the ledger from then on.
    /// </summary>
    public bool AdoptLedger { get; init; }

    /// <summary>Whether the ledger is only looked into: nothing is adopted and no anchor is written.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>Whether a ledger must be there already (<c>IZZYLEASE_LEDGER_REQUIRED</c>).</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// How long a lease in PostgreSQL holds without a sign of life; renewed four times as often. A request must end within half of it.
    /// </summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Runspaces of a process with the same one share a lease in PostgreSQL; tests play several machines with several.</summary>
    public string Seat { get; init; } = "process";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Ends the wait for a database that does not answer, while the ledger is opened.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Gets what the operator should know.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
