namespace IzzyPS.Operations;

/// <summary>
/// A journal that several runners write to at once. The operations of a shared run are claimed before they are sent; a runner that dies gives
/// back what it had claimed when its lease ends, and what it was sending is in doubt.
/// </summary>
/// <remarks>
/// A machine can stall at any moment (stopped, asleep, swapping) and wake after another took its lease. Why nothing is sent twice then,
/// by where it stalled:
/// <list type="bullet">
/// <item>Before its commit to <c>Sending</c>: the commit names the fence number and is refused. The operation was given back and is another's.</item>
/// <item>Between that commit and the first byte, waiting for a place, a connection or the end of a pause: <see cref="EnsureHeldAsync"/> is asked
/// before each attempt and again when the body begins, and refuses. Another has found the create in <c>Sending</c> without a living runner:
/// it is in doubt there, and nobody sends what is in doubt.</item>
/// <item>Between that question and the socket, some microseconds that no client can close: it goes out, once, late, and is in doubt.
/// Only an operator who said <c>-NotCreated</c> meanwhile would have it sent again; when the question was asked, half of the lease's time,
/// a minute or more, was left, longer than servers keep a connection that says nothing.</item>
/// <item>After the first byte: the answer comes to nobody who may write. It is in doubt.</item>
/// </list>
/// From <c>Sending</c> an operation goes back to <c>Planned</c> only by the runner that committed it, where no sender of its took it
/// (<see cref="GiveBack"/>), or, for updates and closes, which may be sent twice, when that runner's lease has ended.
/// </remarks>
internal interface ISharedJournalStore : IJournalStore
{
    /// <summary>The run of another runner that this one takes part in; null where it has the ledger to itself.</summary>
    Guid? JoinedRun { get; }

    /// <summary>Says that a run's operations are written down: from here on others may join it.</summary>
    void Share(Guid runId);

    /// <summary>Every operation of a run, in the order in which they were planned.</summary>
    IReadOnlyList<SharedOperation> GetOperations(Guid runId);

    /// <summary>What of a run has no end yet.</summary>
    RunProgress GetProgress(Guid runId);

    /// <summary>Says whether this runner has sent all that it could claim, and waits for the others.</summary>
    void NoteWaiting(bool isWaiting);

    /// <summary>Claims planned operations that nobody else has claimed.</summary>
    /// <param name="candidates">Those that would do, in the order in which they are wanted.</param>
    /// <param name="most">The most that are claimed.</param>
    IReadOnlyList<Guid> Claim(IReadOnlyList<Guid> candidates, int most);

    /// <summary>Gives operations back that were claimed and not sent.</summary>
    void GiveBack(IReadOnlyList<Guid> operations);

    /// <summary>Makes sure that the lease will outlast a request that goes out now.</summary>
    /// <exception cref="LedgerException">
    /// It will not (<see cref="LedgerFault.LeaseLost"/>), or nobody can say (<see cref="LedgerFault.Storage"/>): nothing may be sent.
    /// </exception>
    ValueTask EnsureHeldAsync();
}
