namespace IzzyPS.Operations;

/// <summary>What the requests of one operation belong to, and when they may go out.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Subject">What the operation is about.</param>
/// <param name="MaySend">
/// Asked before each attempt, also one after a long wait, and again before its first byte, whether it may still go out; null where nobody
/// could have taken that right away.
/// </param>
/// <param name="Stop">Ends every wait before an attempt, and no attempt begins after it. An attempt that has begun goes on.</param>
internal sealed record RequestContext(Guid RunId, Subject Subject, Func<ValueTask<bool>>? MaySend = null, CancellationToken Stop = default)
{
    /// <summary>The run and the subject, <c>run … U5YPU81BGPL155538</c>: they stand before the requests' lines in the log.</summary>
    public override string ToString() => $"run {RunId:N} {Subject}";
}
