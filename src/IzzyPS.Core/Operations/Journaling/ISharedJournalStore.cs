using IzzyPS.Operations.Claims;

namespace IzzyPS.Operations.Journaling;

/// <summary>
/// A journal that several runners write to at once. A runner claims the operations of a shared run before it sends them. When a runner dies,
/// its lease ends after a while. Then the operations that it claimed and did not send may be claimed by others, and so may the idempotent
/// operations that it was sending. A create that it was sending is in doubt.
/// </summary>
/// <remarks>
/// A machine can stall at any moment (stopped, asleep, swapping) and wake up after another runner has ended its lease. No create is sent twice
/// even then. The cases, by the moment of the stall:
/// <list type="bullet">
/// <item>Before the commit to <c>Sending</c>: the commit checks the lease by its fence number and is refused. The operation was given back, and
/// another runner may send it.</item>
/// <item>After that commit and before the first byte, while the operation waits for a slot, a connection or the end of a pause:
/// <see cref="EnsureHeldAsync"/> is called before each attempt and again when the body begins, and throws. Another runner has found the create in
/// <c>Sending</c> without a living runner and put it in doubt, and nobody sends an operation in doubt.</item>
/// <item>After that call and before the bytes reach the socket: no client can close this gap of some microseconds. The request goes out once, late,
/// while the create is in doubt. It would be sent a second time only if an operator had said <c>-NotCreated</c> meanwhile. At the call at least
/// half of the lease's time was left. So the stall would have to last over a minute. By then the server has usually closed the connection.</item>
/// <item>After the first byte: this runner may not write the answer any more. The create is in doubt.</item>
/// </list>
/// An operation goes back from <c>Sending</c> to <c>Planned</c> in three cases only:
/// <list type="bullet">
/// <item>The runner that committed it gives it back because none of its senders took it (<see cref="GiveBack"/>).</item>
/// <item>A sender took it, but the run was stopped or ended before the request was sent. The runner gives it back in the same way.</item>
/// <item>The operation is idempotent, the lease of its runner has ended, and a living runner of the run can carry it on.</item>
/// </list>
/// </remarks>
internal interface ISharedJournalStore : IJournalStore
{
    /// <summary>The run of another runner that this runner has joined; null where this runner began a run of its own.</summary>
    Guid? JoinedRun { get; }

    /// <summary>Lets other runners join a run. All its operations are in the journal by now.</summary>
    void Share(Guid runId);

    /// <summary>Reads every operation of a run, in the order in which they were planned.</summary>
    IReadOnlyList<RunOperation> GetOperations(Guid runId);

    /// <summary>Reads which operations of a run have not ended.</summary>
    RunProgress GetProgress(Guid runId);

    /// <summary>Notes whether this runner has sent all operations that it could claim and waits for the others.</summary>
    void NoteWaiting(bool isWaiting);

    /// <summary>Claims planned operations that no runner has claimed.</summary>
    /// <param name="candidates">The operations that this runner could send.</param>
    /// <param name="most">The most operations to claim.</param>
    /// <returns>The operations that are claimed.</returns>
    IReadOnlyList<Guid> Claim(IReadOnlyList<Guid> candidates, int most);

    /// <summary>Gives back operations that this runner claimed and did not send.</summary>
    void GiveBack(IReadOnlyList<Guid> operations);

    /// <summary>Makes sure that the lease outlasts a request that is sent now.</summary>
    /// <exception cref="LedgerException">
    /// The lease is lost (<see cref="LedgerFault.LeaseLost"/>), or the database can't be asked (<see cref="LedgerFault.Storage"/>). Nothing may
    /// be sent.
    /// </exception>
    ValueTask EnsureHeldAsync();
}
