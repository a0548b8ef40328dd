namespace IzzyPS.Operations;

/// <summary>The run and the subject of an operation's requests, and whether they may be sent.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Subject">What the operation is about.</param>
/// <param name="MaySend">
/// Says whether the request may still be sent. It is called before each attempt, and again before the first byte of the body. Null where
/// nothing is asked: for the update that proves an id (<c>OperationResolver</c>). A run always asks; on a ledger of one process the
/// answer is always yes.
/// </param>
/// <param name="Stop">Ends every wait before an attempt. No attempt begins after it, and an attempt that has begun goes on.</param>
internal sealed record RequestContext(Guid RunId, Subject Subject, Func<ValueTask<bool>>? MaySend = null, CancellationToken Stop = default)
{
    /// <summary>The run and the subject, <c>run … U5YPU81BGPL155538</c>: the requests' lines in the log begin with it.</summary>
    public override string ToString() => $"run {RunId:N} {Subject}";
}
