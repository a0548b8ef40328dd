
namespace IzzyPS.Operations;

/// <summary>Says when the answers of a run show that going on is no use. Called by all senders.</summary>
/// <param name="baseUri">The address that the operator should check.</param>
/// <param name="throttleLimit">How many requests there may be at a time.</param>
internal sealed class AnswerWatch(Uri baseUri, int throttleLimit)
{
    private const int UnreachableAfter = 10;
    private const int UnansweredAfter = 32;
    private const int UnansweredRounds = 4;

    /// <summary>So many answers in a row that are not the API's end the run: a single one may come from a proxy that restarts.</summary>
    private const int ForeignAfter = 3;

    private int _notSentInARow;
    private int _unansweredInARow;
    private int _foreignInARow;

    /// <summary>Why the run must end after this answer; null where it goes on.</summary>
    internal string? FindFault(Answer answer)
    {
        var isUnreachable = IsNthInARow(ref _notSentInARow, answer.Kind == AnswerKind.NotSent, UnreachableAfter);
        var isUnanswered = IsNthInARow(ref _unansweredInARow, answer.Kind == AnswerKind.Unknown, Math.Max(UnansweredAfter, UnansweredRounds * throttleLimit));
        var isForeign = IsNthInARow(ref _foreignInARow, answer.IsForeign, ForeignAfter);
        return answer switch
        {
            { Kind: AnswerKind.Unauthorized } => $"Izzylease refuses the account: {answer.Error}",
            { Kind: AnswerKind.NotSent, WasPutOff: true } => $"Izzylease puts everything off; run it again later: {answer.Error}",
            _ when isForeign => $"this is not the API: {ForeignAfter} answers in a row were not its own. Check the base address {baseUri} and what stands between (a proxy, a portal, a login page). {answer.Error}",
            _ when isUnreachable => $"Izzylease can't be reached: {answer.Error}",
            _ when isUnanswered => $"Izzylease answers nothing that can be used: {answer.Error}",
            _ => null,
        };
    }

    private static bool IsNthInARow(ref int inARow, bool isOne, int most)
    {
        if (isOne)
            return Interlocked.Increment(ref inARow) >= most;
        _ = Interlocked.Exchange(ref inARow, 0);
        return false;
    }
}
