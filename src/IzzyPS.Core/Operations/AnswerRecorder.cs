namespace IzzyPS.Operations;

/// <summary>Writes down what an answer leads to, and has the operation told.</summary>
internal sealed class AnswerRecorder(Journal journal, CreateBreaker creates, TimeProvider time)
{
    /// <summary>Records an answer; done when it is durable.</summary>
    /// <exception cref="LedgerException">It can't be: the operation is in doubt, or its subject unconfirmed, at the next start.</exception>
    internal async Task RecordAsync(PendingOperation operation, Answer answer)
    {
        var now = time.GetUtcNow();
        var conclusion = operation.Conclude(answer, now);
        var isRefused = false;
        try
        {
            await journal.WriteAsync(conclusion.Step, ConcludeInstead).ConfigureAwait(false);
        }
        catch (Exception) when (journal.IsBroken)
        {
            operation.ReportUnwritten(answer);
            throw;
        }

        if (isRefused && !operation.Operation.IsIdempotent)
            creates.Repeated(operation.Round);
        else if (answer.Kind == AnswerKind.Acknowledged && !operation.Operation.IsIdempotent)
            creates.Acknowledged(operation.Round);
        operation.Report(conclusion, answer);

        // The server gave it an id that another subject has, or its new key is another's: nobody knows what is there.
        OperationStep ConcludeInstead(LedgerException conflict)
        {
            isRefused = true;
            conclusion = operation.Conclude(answer with { Kind = AnswerKind.Unknown, Error = conflict.Message }, now);
            return conclusion.Step;
        }
    }
}
