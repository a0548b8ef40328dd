
namespace IzzyPS.Storage;

/// <summary>
/// The right to write to one ledger. This process holds the lease, and its runspaces share the lease until each of them has released it. Every
/// transaction checks the lease's fence number. A holder that lost the lease to another gets <see cref="LedgerFault.LeaseLost"/> and writes nothing.
/// </summary>
internal interface IWriteLease
{
    /// <summary>Where the ledger is. The text holds no secret.</summary>
    string Location { get; }

    /// <summary>The fence number of this holder. Each holder of a ledger has a higher number than the holder before.</summary>
    long Fence { get; }

    /// <summary>The ledger's serial when the last command of this process took the lease or a share of it, before that command wrote anything.</summary>
    long FoundSerial { get; }

    TimeProvider TimeProvider { get; }

    /// <summary>The run of another runner that this runner has joined; null when this runner joined none.</summary>
    Guid? JoinedRun { get; }

    /// <summary>Runs a read on the writing connection.</summary>
    T Read<T>(Func<ILedgerDatabase, T> read);

    /// <summary>
    /// Runs writes in one durable transaction, which also increases the ledger's serial. When the transaction fails, nothing is written.
    /// </summary>
    T Write<T>(Func<ILedgerDatabase, T> write);

    /// <summary>Gets the serial that the ledger will have after the current transaction.</summary>
    long GetNextSerial(ILedgerDatabase ledger);

    /// <summary>Changes the set of this process's runs that have begun and not ended.</summary>
    void ChangeLiveRuns(Action<ISet<Guid>> change);

    /// <summary>Finds the operations that dead runners or ended runs of this process left open. Must be called within a transaction.</summary>
    IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger);

    /// <summary>Whether no operation was left open that must be ended before this process writes.</summary>
    bool IsClean();

    /// <summary>Leaves a run. Must be called within a transaction.</summary>
    /// <returns>Whether this was the last runner of the run.</returns>
    bool LeaveRun(ILedgerDatabase ledger, Guid run);

    /// <summary>Refuses the lease to other commands of this process from now on.</summary>
    /// <exception cref="LedgerException">Another command shares the lease already (<see cref="LedgerFault.Leased"/>).</exception>
    void RefuseSharing();

    /// <summary>Stops writing to the account's anchor, because the ledger is being moved to another place.</summary>
    void Retire();

    /// <summary>Releases one share of the lease. The last release frees the lease.</summary>
    void Release();
}

/// <summary>A lease that several runners can hold at once while they carry out one plan.</summary>
internal interface ISharedLease : IWriteLease
{
    /// <summary>Lets other runners join a run, after its operations are in the journal. Must be called within a transaction.</summary>
    void ShareRun(ILedgerDatabase ledger, Guid run);

    /// <summary>
    /// Notes whether this runner has sent all operations that it could claim and now waits for the others. Must be called within a transaction.
    /// </summary>
    void NoteWaiting(ILedgerDatabase ledger, bool isWaiting);

    /// <summary>Whether another runner of a run still works. A runner that died counts as working until its lease ends.</summary>
    bool HasBusyOthers(ILedgerDatabase ledger, Guid run);

    /// <summary>Claims planned operations that no runner has claimed. Must be called within a transaction.</summary>
    /// <param name="ledger">The connection of the transaction.</param>
    /// <param name="candidates">The operations that may be claimed. Those with the lowest row ids are claimed first.</param>
    /// <param name="most">The highest number of operations to claim.</param>
    IReadOnlyList<Guid> Claim(ILedgerDatabase ledger, IReadOnlyList<Guid> candidates, int most);

    /// <summary>Makes sure that the lease lasts longer than a request that is sent now.</summary>
    /// <exception cref="LedgerException">
    /// The lease is lost (<see cref="LedgerFault.LeaseLost"/>), or the database can't be reached (<see cref="LedgerFault.Storage"/>). Nothing may be sent.
    /// </exception>
    ValueTask EnsureHeldAsync();
}

/// <summary>Remembers a ledger's identity and serial outside the ledger: the account's anchor.</summary>
internal interface ISerialWitness
{
    TimeProvider TimeProvider { get; }

    /// <summary>Reads the anchor again, because other processes may have written to it, and refuses a ledger that is not the remembered ledger.</summary>
    void CheckAgain(LedgerIdentity found);

    /// <summary>Notes the serial before the holder of the lease sends a request.</summary>
    /// <exception cref="LedgerException">The serial can't be noted (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    void NoteOrRefuse(LedgerIdentity identity);

    /// <summary>Notes the serial, but at most once a second.</summary>
    void NoteThrottled(LedgerIdentity identity);

    /// <summary>Notes the serial.</summary>
    void Note(LedgerIdentity identity);

    /// <summary>Ignores all later notes.</summary>
    void Retire();
}
