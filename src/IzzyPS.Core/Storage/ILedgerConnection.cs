namespace IzzyPS.Storage;

/// <summary>An open connection, for one thread at a time.</summary>
internal interface ILedgerConnection : ILedgerDatabase, IDisposable
{
    /// <summary>Reads, and says what the database says against it as a <see cref="LedgerException"/> that names the ledger.</summary>
    T Guard<T>(Func<T> read);

    /// <summary>Begins to see one moment, until disposed.</summary>
    void BeginSnapshot();
}

/// <summary>A ledger that was found and examined. What differs between the kinds of ledger is here and in <see cref="IWriteLease"/>.</summary>
internal interface ILedgerStorage : IDisposable
{
    /// <summary>Where it is, without a secret.</summary>
    string Location { get; }

    /// <summary>The id that the ledger got when it was made.</summary>
    Guid Lineage { get; }

    /// <summary>Whether several runners can hold the lease at once (<see cref="ISharedLease"/>).</summary>
    bool IsShareable { get; }

    /// <summary>Opens a connection that reads.</summary>
    ILedgerConnection OpenReader();

    /// <summary>The version of its schema.</summary>
    int ReadVersion(ILedgerConnection ledger);

    /// <summary>Who holds the lease; null where nobody does.</summary>
    (string Holder, DateTimeOffset Since, bool IsHeld)? ReadLease(ILedgerConnection ledger);

    /// <summary>Reads all of it and says what is damaged; empty where nothing is.</summary>
    IReadOnlyList<string> FindDamage(ILedgerConnection ledger);

    /// <summary>Takes the lease.</summary>
    /// <param name="holder">Who asks, for the message that others get.</param>
    /// <param name="plan">What another runner must have to share the lease; null to share it with none.</param>
    /// <param name="wait">How long to wait for another run to end; zero to fail at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IWriteLease> AcquireLeaseAsync(string holder, string? plan, TimeSpan wait, CancellationToken cancellationToken);
}
