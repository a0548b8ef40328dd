using IzzyPS.Operations.Journaling;
using IzzyPS.Operations.Sending;

namespace IzzyPS.Operations;

/// <summary>
/// One operation on its way through the engine. A handler derives from this class. The handler knows what to send, what an answer means and how
/// to report it. The engine does the rest: journal, order, pace, claims and doubt.
/// </summary>
/// <param name="operation">The operation as the journal has it, or as it will be written there.</param>
internal abstract class PendingOperation(Operation operation)
{
    /// <summary>The operation as it was last handed to the journal's queue. The commit may still be under way, or may have failed.</summary>
    internal Operation Operation { get; set; } = operation;

    /// <summary>Whether the request may have been sent: a sender took the operation, and has not found out that the request was certainly not sent.</summary>
    internal bool MayHaveBeenSent { get; set; }

    /// <summary>The <see cref="CreateBreaker.PauseCount"/> when the operation was sent.</summary>
    internal int PauseCount { get; set; }

    /// <summary>The item of the plan that the operation carries out.</summary>
    internal abstract PlanItem Item { get; }

    /// <summary>Makes the step that writes the operation to the journal as planned.</summary>
    internal abstract OperationStep ToPlannedStep();

    /// <summary>Makes the step that writes another state of the operation, and no change of its subject.</summary>
    internal abstract OperationStep ToStep(Operation operation);

    /// <summary>Sends the operation and returns the answer.</summary>
    /// <param name="context">The run, and whether the operation may still be sent.</param>
    /// <param name="graceOver">Is cancelled when a run that was stopped, or that a fault ended early, has waited for <see cref="SenderOptions.StopGrace"/>.</param>
    internal abstract Task<Answer> SendAsync(RequestContext context, CancellationToken graceOver);

    /// <summary>Decides what an answer means for the operation and its subject. Called again with an unknown answer where the ledger refused the first step.</summary>
    internal abstract Conclusion Conclude(Answer answer, DateTimeOffset now);

    /// <summary>Reports how the operation ended. The step of the conclusion is durable.</summary>
    internal abstract void Report(Conclusion conclusion, Answer answer);

    /// <summary>Reports an answer that can't be written to the journal. Otherwise the id in the answer would be lost.</summary>
    internal abstract void ReportUnwritten(Answer answer);
}
