namespace IzzyPS.Operations;

/// <summary>
/// One operation on its way through the engine. A handler derives from this class. The handler knows what to send, what an answer means and how
/// to report it. The engine does the rest: journal, order, pace, claims and doubt.
/// </summary>
/// <param name="operation">The operation as it is in the journal, or as it will be written there.</param>
internal abstract class PendingOperation(Operation operation)
{
    /// <summary>The operation as it is in the journal.</summary>
    internal Operation Operation { get; set; } = operation;

    /// <summary>Whether a sender took the operation. Then the operation ends with an answer, unless the run ends before the request was sent.</summary>
    internal bool WasTaken { get; set; }

    /// <summary>The <see cref="CreateBreaker.Round"/> when the operation was sent.</summary>
    internal int Round { get; set; }

    /// <summary>The task of the plan that the operation carries out.</summary>
    internal abstract OperationTask Task { get; }

    /// <summary>Makes the step that writes the operation to the journal as planned.</summary>
    internal abstract OperationStep ToPlannedStep();

    /// <summary>Makes the step that writes another state of the operation, and no change of its subject.</summary>
    internal abstract OperationStep ToStep(Operation operation);

    /// <summary>Sends the operation and returns the answer.</summary>
    /// <param name="context">The run, and whether the operation may still be sent.</param>
    /// <param name="grace">Is cancelled when a stopped run has waited for <see cref="EngineOptions.StopGrace"/>.</param>
    internal abstract Task<Answer> SendAsync(RequestContext context, CancellationToken grace);

    /// <summary>Decides what an answer means for the operation and its subject. Called again with an unknown answer where the ledger refused the first step.</summary>
    internal abstract Conclusion Conclude(Answer answer, DateTimeOffset now);

    /// <summary>Reports how the operation ended. The step of the conclusion is durable.</summary>
    internal abstract void Report(Conclusion conclusion, Answer answer);

    /// <summary>Reports an answer that can't be written to the journal. Otherwise the id in the answer would be lost.</summary>
    internal abstract void ReportUnwritten(Answer answer);
}

/// <summary>What an answer means. A handler derives its own type, with what it reports.</summary>
/// <param name="Step">The step of the journal.</param>
internal abstract record Conclusion(OperationStep Step);

/// <summary>What a plan wants done about one subject. In a shared run another runner may send the operation.</summary>
internal abstract class OperationTask
{
    /// <summary>The keys that the subject may have in the journal.</summary>
    internal abstract IEnumerable<string> SubjectKeys { get; }

    /// <summary>
    /// Takes an operation of the run that no runner has claimed, in order to send it. Null where this plan would not send exactly the same
    /// operation, with the same payload.
    /// </summary>
    internal abstract PendingOperation? TryTake(SharedOperation operation);

    /// <summary>Reports that nothing was sent, because the subject has changed since the plan was made.</summary>
    internal abstract void ReportStale(string why);

    /// <summary>Reports that nothing was sent.</summary>
    internal abstract void ReportNotSent(string why);

    /// <summary>Reports how the operation ended that another runner had.</summary>
    /// <param name="operation">The operation as the journal has it now.</param>
    /// <param name="whyNotSent">Why the operation was not sent, for an operation that does not say why.</param>
    internal abstract void ReportFromJournal(SharedOperation operation, string whyNotSent);
}
