using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations.Sending;

/// <summary>Writes the outcome of an answer to the journal, and then reports it.</summary>
internal sealed class AnswerRecorder(Journal journal, CreateBreaker creates, TimeProvider time)
{
    /// <summary>Records an answer. The task ends when the outcome is durable and reported.</summary>
    /// <exception cref="LedgerException">
    /// The outcome can't be written. Recovery puts the operation in doubt or, where it is idempotent, marks its subject as unconfirmed: at the
    /// next start or, in a shared run, when another runner finds that this one is gone.
    /// </exception>
    internal async Task RecordAsync(PendingOperation operation, Answer answer)
    {
        var now = time.GetUtcNow();
        var conclusion = operation.Conclude(answer, now);
        var isConflict = false;
        try
        {
            await journal.WriteAsync(conclusion.Step, ConcludeInstead).ConfigureAwait(false);
        }
        catch (Exception) when (journal.HasCommitFailed)
        {
            operation.ReportUnwritten(answer);
            throw;
        }

        if (isConflict && !operation.Operation.IsIdempotent)
            creates.NoteRepeatedId(operation.PauseCount);
        else if (answer.Kind == AnswerKind.Acknowledged && !operation.Operation.IsIdempotent)
            creates.NoteAcknowledged(operation.PauseCount);
        operation.Report(conclusion, answer);

        // Another subject has the id that the server gave, or the new key. So nobody knows what the server has, and the answer counts as unknown.
        OperationStep ConcludeInstead(LedgerException conflict)
        {
            isConflict = true;
            conclusion = operation.Conclude(answer with { Kind = AnswerKind.Unknown, Error = conflict.Message }, now);
            return conclusion.Step;
        }
    }
}
