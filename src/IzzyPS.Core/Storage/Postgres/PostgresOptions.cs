namespace IzzyPS.Storage.Postgres;

/// <summary>The options of a ledger in PostgreSQL.</summary>
internal sealed record PostgresOptions
{
    /// <summary>The account whose schema is used.</summary>
    public required DealerAccount Account { get; init; }

    /// <summary>How long a lease lasts without a renewal. The lease is renewed four times in this time.</summary>
    public required TimeSpan LeaseTime { get; init; }

    /// <summary>The seat of this command. The runspaces of a process with the same seat share one lease.</summary>
    public required string Seat { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Ends the wait for a database that does not answer while the ledger is opened.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The scripts that create the schema, in their order.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = Default;

    private static readonly IReadOnlyList<string> Default = SchemaScripts.Load("Postgres");

    /// <summary>
    /// Keeps a backup of the ledger before its schema changes. The arguments are the ledger and the occasion; the result is the path of the
    /// backup.
    /// </summary>
    public required Func<ILedgerDatabase, string, string> KeepBackup { get; init; }
}
