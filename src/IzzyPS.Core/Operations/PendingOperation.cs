namespace IzzyPS.Operations;

/// <summary>
/// One operation on its way through the engine. Its handler derives from it and says what is sent, how an answer concludes, and whom to
/// tell; everything else (journal, order, pace, retries of claims, doubt) is the engine's.
/// </summary>
/// <param name="operation">The operation as it is in the journal, or will be.</param>
internal abstract class PendingOperation(Operation operation)
{
    /// <summary>The operation as it is in the journal.</summary>
    internal Operation Operation { get; set; } = operation;

    /// <summary>Whether a sender took it: from then on it has an answer of its own.</summary>
    internal bool WasTaken { get; set; }

    /// <summary>The round of the breaker when it was sent.</summary>
    internal int Round { get; set; }

    /// <summary>What the plan wants done, of which the operation is a part.</summary>
    internal abstract OperationTask Task { get; }

    /// <summary>The step that writes the operation down as planned.</summary>
    internal abstract OperationStep ToPlannedStep();

    /// <summary>The step that writes another state of the operation down, and nothing else.</summary>
    internal abstract OperationStep ToStep(Operation operation);

    /// <summary>Sends it.</summary>
    /// <param name="context">The run, and whether it may still be sent.</param>
    /// <param name="grace">Is cancelled when a stopped run has waited long enough.</param>
    internal abstract Task<Answer> SendAsync(RequestContext context, CancellationToken grace);

    /// <summary>What an answer means for the operation and its subject. Called again with an unknown answer where the ledger refused the first step.</summary>
    internal abstract Conclusion Conclude(Answer answer, DateTimeOffset now);

    /// <summary>Tells how it ended; the conclusion's step is durable.</summary>
    internal abstract void Report(Conclusion conclusion, Answer answer);

    /// <summary>Tells that an answer can't be written down: what it says would be lost.</summary>
    internal abstract void ReportUnwritten(Answer answer);
}

/// <summary>What an answer leads to. A handler derives from it what else it tells.</summary>
/// <param name="Step">The step of the journal.</param>
internal abstract record Conclusion(OperationStep Step);

/// <summary>What a plan wants done about one subject. In a run that several runners carry out its operation may be another runner's.</summary>
internal abstract class OperationTask
{
    /// <summary>The keys that its subject may have in the journal.</summary>
    internal abstract IEnumerable<string> SubjectKeys { get; }

    /// <summary>An operation of the run that nobody else has any more, where the plan has it too, to the byte; else null.</summary>
    internal abstract PendingOperation? TryTake(SharedOperation operation);

    /// <summary>Tells that nothing was sent because the subject has changed since it was planned.</summary>
    internal abstract void ReportStale(string why);

    /// <summary>Tells that nothing was sent.</summary>
    internal abstract void ReportNotSent(string why);

    /// <summary>Tells how it ended in another runner's hands.</summary>
    /// <param name="operation">The operation as the journal has it now.</param>
    /// <param name="whyNotSent">Why it was not sent, where it was not and does not say.</param>
    internal abstract void ReportElsewhere(SharedOperation operation, string whyNotSent);
}
