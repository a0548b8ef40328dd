namespace IzzyPS.Ledger.Opening;

/// <summary>Which ledger to open, and what is allowed where the ledger is missing or unknown.</summary>
internal sealed record LedgerOptions
{
    /// <summary>The account that the ledger belongs to.</summary>
    public required DealerAccount Account { get; init; }

    /// <summary>
    /// The path of the ledger's file, or the address of its database (<c>postgres://user:password@host:port/database</c>). Null stands for the
    /// account's default file in <see cref="DataFolder"/>.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The folder that holds the account's anchor.</summary>
    public required DataFolder DataFolder { get; init; }

    /// <summary>
    /// Whether a new, empty ledger may be started where the ledger is missing or refused (<c>-NewLedger</c>). A refused ledger of the account is
    /// kept under another name. Any other file is left alone, and the command fails. A ledger that is in order is used as it is.
    /// </summary>
    public bool NewLedger { get; init; }

    /// <summary>
    /// Whether a ledger that no anchor on this machine remembers may be used (<c>-AdoptLedger</c>). The switch is needed once: from then on the
    /// anchor remembers the ledger.
    /// </summary>
    public bool AdoptLedger { get; init; }

    /// <summary>Whether the command only reads: then nothing is adopted and no anchor is written.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>Whether the ledger must exist already (<c>IZZYLEASE_LEDGER_REQUIRED</c>).</summary>
    public bool IsRequired { get; init; }

    /// <summary>
    /// How long a lease in PostgreSQL stays valid without a renewal. The holder renews the lease four times within this time. A request must end
    /// within half of this time.
    /// </summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Names one participant for the lease in PostgreSQL: runspaces of a process with the same name share a lease. Tests use several names to
    /// simulate several machines in one process.
    /// </summary>
    public string Seat { get; init; } = "process";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Ends the opening of the ledger while it waits for a database that does not answer.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Called with each warning for the operator.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
