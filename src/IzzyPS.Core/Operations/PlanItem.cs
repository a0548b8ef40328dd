using IzzyPS.Operations.Claims;

namespace IzzyPS.Operations;

/// <summary>What a plan wants done about one subject. In a shared run another runner may send the operation.</summary>
internal abstract class PlanItem
{
    /// <summary>The keys that the subject may have in the journal.</summary>
    internal abstract IEnumerable<string> SubjectKeys { get; }

    /// <summary>
    /// Makes the operation that this plan would send, for an operation of the run that another plan made. Claims nothing. Null where this plan
    /// would not send exactly the same operation, with the same payload.
    /// </summary>
    internal abstract PendingOperation? TryMatch(RunOperation operation);

    /// <summary>Reports that nothing was sent, because the subject has changed since the plan was made.</summary>
    internal abstract void ReportStale(string why);

    /// <summary>Reports that nothing was sent.</summary>
    internal abstract void ReportNotSent(string why);

    /// <summary>
    /// Reports how an operation of the run ended that this runner has no answer for. Another runner sent it, or nobody did, or this runner gave it
    /// back.
    /// </summary>
    /// <param name="operation">The operation as the journal has it now.</param>
    /// <param name="whyNotSent">Why the operation was not sent, for an operation that does not say why.</param>
    internal abstract void ReportFromJournal(RunOperation operation, string whyNotSent);
}
