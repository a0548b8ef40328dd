namespace IzzyPS.Operations.Sending;

/// <summary>
/// Decides from the answers of a run whether the run must end early, because further requests would fail, too. Several senders call it at the
/// same time.
/// </summary>
/// <param name="baseUri">The address that the operator should check.</param>
/// <param name="throttleLimit">The most requests in flight.</param>
internal sealed class AnswerWatch(Uri baseUri, int throttleLimit)
{
    private const int UnreachableAfter = 10;

    // The larger of UnansweredAfter and UnansweredRounds * throttleLimit applies.
    private const int UnansweredAfter = 32;
    private const int UnansweredRounds = 4;

    /// <summary>This many answers in a row that are not the API's end the run. A single one may come from a proxy that restarts.</summary>
    private const int ForeignAfter = 3;

    private int _notSentInARow;
    private int _unansweredInARow;
    private int _foreignInARow;

    /// <summary>Counts an answer and says why the run must end; null where the run goes on.</summary>
    internal string? FindFault(Answer answer)
    {
        var isUnreachable = CountInARow(ref _notSentInARow, answer.Kind == AnswerKind.NotSent) >= UnreachableAfter;
        var isUnanswered = CountInARow(ref _unansweredInARow, answer.Kind == AnswerKind.Unknown) >= Math.Max(UnansweredAfter, UnansweredRounds * throttleLimit);
        var isForeign = CountInARow(ref _foreignInARow, answer.IsForeign) >= ForeignAfter;
        return answer switch
        {
            { Kind: AnswerKind.Unauthorized } => $"Izzylease refuses the account: {answer.Error}",
            { Kind: AnswerKind.NotSent, WasPutOff: true } => $"Izzylease still answered \"not now\" when the retries of a request ended; run it again later: {answer.Error}",
            _ when isForeign => $"this is not the API: {ForeignAfter} answers in a row did not come from it. Check the base address {baseUri}, and whether a proxy, a portal or a login page answers instead. {answer.Error}",
            _ when isUnreachable => $"Izzylease can't be reached: {answer.Error}",
            _ when isUnanswered => $"Izzylease gives no usable answer: {answer.Error}",
            _ => null,
        };
    }

    /// <returns>How many answers of a kind came in a row; 0 after an answer of another kind.</returns>
    private static int CountInARow(ref int inARow, bool isOfKind)
    {
        if (isOfKind)
            return Interlocked.Increment(ref inARow);
        _ = Interlocked.Exchange(ref inARow, 0);
        return 0;
    }
}
