namespace IzzyPS.Storage.Postgres;

/// <summary>How a ledger in PostgreSQL is used.</summary>
internal sealed record PostgresOptions
{
    /// <summary>The account whose schema is used.</summary>
    public required DealerAccount Account { get; init; }

    /// <summary>How long a lease holds without a sign of life; renewed four times as often.</summary>
    public required TimeSpan LeaseTime { get; init; }

    /// <summary>Runspaces of a process with the same one share a lease.</summary>
    public required string Seat { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    /// <summary>Ends the wait for a database that does not answer, while the ledger is opened.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>The scripts that make the schema, in their order.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = Default;

    private static readonly IReadOnlyList<string> Default = SchemaScripts.Load("Postgres");

    /// <summary>Keeps a copy of the ledger before its schema changes, and says where.</summary>
    public required Func<ILedgerDatabase, string, string> KeepBackup { get; init; }
}
