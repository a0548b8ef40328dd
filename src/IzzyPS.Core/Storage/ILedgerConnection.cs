namespace IzzyPS.Storage;

/// <summary>An open connection to a ledger. Only one thread may use the connection at a time.</summary>
internal interface ILedgerConnection : ILedgerDatabase, IDisposable
{
    /// <summary>Runs a read. An error of the database is thrown as a <see cref="LedgerException"/> that names the ledger.</summary>
    T Guard<T>(Func<T> read);

    /// <summary>Begins a snapshot: until the connection is disposed, all reads see the ledger as it was at this moment.</summary>
    void BeginSnapshot();
}

/// <summary>A ledger that was found and examined. SQLite and PostgreSQL differ only here and in <see cref="IWriteLease"/>.</summary>
internal interface ILedgerStorage : IDisposable
{
    /// <summary>Where the ledger is. The text holds no secret.</summary>
    string Location { get; }

    /// <summary>The id that the ledger got when it was created.</summary>
    Guid Lineage { get; }

    /// <summary>Whether several runners can hold the lease at once (<see cref="ISharedLease"/>).</summary>
    bool IsShareable { get; }

    /// <summary>Opens a connection for reading.</summary>
    ILedgerConnection OpenReader();

    /// <summary>Reads the version of the ledger's schema.</summary>
    int ReadVersion(ILedgerConnection ledger);

    /// <summary>Reads who holds the lease; null when the lease is free.</summary>
    (string Holder, DateTimeOffset Since, bool IsHeld)? ReadLease(ILedgerConnection ledger);

    /// <summary>Reads the whole ledger and describes the damage; empty when there is none.</summary>
    IReadOnlyList<string> FindDamage(ILedgerConnection ledger);

    /// <summary>Takes the write lease.</summary>
    /// <param name="holder">The name of this holder. Other runs show this name when they find the ledger in use.</param>
    /// <param name="plan">
    /// The key of this runner's plan. A runner with the same key shares the lease; null to share the lease with no other runner.
    /// </param>
    /// <param name="wait">How long to wait for another run to end. Zero fails at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IWriteLease> AcquireLeaseAsync(string holder, string? plan, TimeSpan wait, CancellationToken cancellationToken);
}
