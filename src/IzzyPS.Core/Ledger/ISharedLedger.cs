using IzzyPS.Operations;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger;

/// <summary>A ledger that several runners, on one machine or on several, can write to while they share the run of one plan.</summary>
internal interface ISharedLedger : ILedger
{
    /// <summary>
    /// Takes the lease or, where another runner carries out the same plan, joins its run as soon as that run's operations are
    /// written down (<see cref="ISharedWriter.JoinedRun"/>).
    /// </summary>
    /// <param name="holder">Who asks, for the message that others get.</param>
    /// <param name="plan">What tells that two runners have the same plan.</param>
    /// <param name="wait">How long to wait for a run that can't be joined.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">A run that can't be joined holds it (<see cref="LedgerFault.Leased"/>).</exception>
    Task<ILedgerWriter> AcquireOrJoinAsync(string holder, string plan, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>
/// The right to write that may be shared. The operations of a shared run are claimed before they are sent; a runner that dies gives
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
internal interface ISharedWriter : ILedgerWriter
{
    /// <summary>The run of another runner that this one takes part in; null where it has the ledger to itself.</summary>
    Guid? JoinedRun { get; }

    /// <summary>Says that a run's operations are written down: from here on others may join it.</summary>
    void Share(Guid runId);

    /// <summary>Every operation of a run, in the order in which they were planned.</summary>
    IReadOnlyList<SharedOperation> OperationsOf(Guid runId);

    /// <summary>What of a run has no end yet.</summary>
    RunProgress ProgressOf(Guid runId);

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

/// <summary>
/// What the runners of one plan see of its run's operations: of the car only the hash, which tells whether another has the same.
/// </summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Key">Its vehicle.</param>
/// <param name="Kind">What it does.</param>
/// <param name="State">How far it is.</param>
/// <param name="PayloadHash">The hash of what is sent.</param>
/// <param name="PlannedAt">When it was written down.</param>
/// <param name="Attempts">Requests sent so far.</param>
/// <param name="Status">The HTTP status of the last answer, or null where none was read.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="RemoteId">The car's id on Izzylease.</param>
internal sealed record SharedOperation(
    Guid Id, VehicleKey Key, OperationKind Kind, OperationState State, UInt128 PayloadHash, DateTimeOffset PlannedAt, int Attempts, int? Status, string? Error, string? RemoteId)
{
    internal static SharedOperation Of(Operation operation) => new(
        operation.Id, operation.Key, operation.Kind, operation.State, operation.Payload.Hash, operation.PlannedAt, operation.Attempts, operation.Status, operation.Error, operation.RemoteId);
}

/// <summary>What of a shared run has no end yet.</summary>
/// <param name="Free">Planned operations that nobody has claimed.</param>
/// <param name="Claimed">How many operations others have claimed or are sending.</param>
/// <param name="HasOthers">Whether others take part in the run; one that died does until its lease ends.</param>
internal sealed record RunProgress(IReadOnlyList<Guid> Free, int Claimed, bool HasOthers);
