
namespace IzzyPS.Storage;

/// <summary>
/// The right to write to one ledger, held by this process and shared by its runspaces until each has released it. A transaction checks
/// the lease's fence number: a holder that lost the lease to another gets <see cref="LedgerFault.LeaseLost"/>, and nothing is written.
/// </summary>
internal interface IWriteLease
{
    /// <summary>Where the ledger is, without a secret.</summary>
    string Location { get; }

    /// <summary>The number of this holder: each holder of a ledger has a higher one than the holder before.</summary>
    long Fence { get; }

    TimeProvider TimeProvider { get; }

    /// <summary>The run of another runner that this one takes part in; null where it has the ledger to itself.</summary>
    Guid? JoinedRun { get; }

    /// <summary>Reads through the writing connection.</summary>
    T Read<T>(Func<ILedgerDatabase, T> read);

    /// <summary>Does all of it in one durable transaction that counts the ledger's serial on, or nothing.</summary>
    T Write<T>(Func<ILedgerDatabase, T> write);

    /// <summary>The serial that the ledger will have after the transaction that is under way.</summary>
    long GetNextSerial(ILedgerDatabase ledger);

    /// <summary>Changes the list of the runs of this process that have begun and not ended.</summary>
    void ChangeLiveRuns(Action<ISet<Guid>> change);

    /// <summary>The operations that dead runners, or ended runs of this process, left open; within a transaction.</summary>
    IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger);

    /// <summary>Whether nothing was left that must be ended before this process writes.</summary>
    bool IsClean();

    /// <summary>Leaves a run; within a transaction.</summary>
    /// <returns>Whether no other runner carries it on.</returns>
    bool LeaveRun(ILedgerDatabase ledger, Guid run);

    /// <summary>Lets no other command of this process have a share from now on.</summary>
    /// <exception cref="LedgerException">One has a share already (<see cref="LedgerFault.Leased"/>).</exception>
    void RefuseSharing();

    /// <summary>Notes nothing in the account's anchor any more: the ledger goes elsewhere.</summary>
    void Retire();

    /// <summary>Gives up one share; the last one frees the lease.</summary>
    void Release();
}

/// <summary>A lease that several runners can hold at once while they carry out one plan.</summary>
internal interface ISharedLease : IWriteLease
{
    /// <summary>Lets others join a run whose operations are written down; within a transaction.</summary>
    void ShareRun(ILedgerDatabase ledger, Guid run);

    /// <summary>Notes whether this runner has sent all that it could claim, and waits for the others; within a transaction.</summary>
    void NoteWaiting(ILedgerDatabase ledger, bool isWaiting);

    /// <summary>Whether other runners of a run are not waiting; a runner that died is not until its lease ends.</summary>
    bool HasBusyOthers(ILedgerDatabase ledger, Guid run);

    /// <summary>Claims planned operations that nobody has claimed; within a transaction.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="candidates">The operations that would do, in the order in which they are wanted.</param>
    /// <param name="most">The most that are claimed.</param>
    IReadOnlyList<Guid> Claim(ILedgerDatabase ledger, IReadOnlyList<Guid> candidates, int most);

    /// <summary>Makes sure that the lease will outlast a request that goes out now.</summary>
    /// <exception cref="LedgerException">
    /// It will not (<see cref="LedgerFault.LeaseLost"/>), or nobody can say (<see cref="LedgerFault.Storage"/>): nothing may be sent.
    /// </exception>
    ValueTask EnsureHeldAsync();
}

/// <summary>What remembers a ledger outside it (the account's anchor), and is told of its serial.</summary>
internal interface ISerialWitness
{
    TimeProvider TimeProvider { get; }

    /// <summary>Refuses a ledger that is not the one that is remembered, by what other processes have noted meanwhile.</summary>
    void CheckAgain(LedgerIdentity found);

    /// <summary>Notes the serial before the lease's holder sends anything.</summary>
    /// <exception cref="LedgerException">It can't be noted (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    void NoteOrRefuse(LedgerIdentity identity);

    /// <summary>Notes the serial, at most once a second.</summary>
    void NoteThrottled(LedgerIdentity identity);

    /// <summary>Notes the serial.</summary>
    void Note(LedgerIdentity identity);

    /// <summary>Notes nothing more.</summary>
    void Retire();
}
