namespace IzzyPS.Dealer.Http;

/// <summary>
/// What the requests of this flow of work belong to. Ambient, because only the log and the lease need it: the API's calls know cars
/// and ids, not runs.
/// </summary>
/// <param name="RunId">The run: its id stands in the lines of the log and in the request's span.</param>
/// <param name="Subject">The key of the vehicle, so that one vehicle can be followed through its retries too.</param>
/// <param name="MaySend">
/// Asked before each attempt, also one after a long wait, and again before its first byte, whether it may still go out; null where nobody
/// could have taken that right away.
/// </param>
/// <param name="Stop">Ends every wait before an attempt, and no attempt begins after it. An attempt that has begun goes on.</param>
internal sealed record RequestScope(Guid RunId, string Subject, Func<ValueTask<bool>>? MaySend = null, CancellationToken Stop = default)
{
    private static readonly AsyncLocal<RequestScope?> Ambient = new();

    /// <summary>Why a request does not go out that may not any more.</summary>
    internal static OperationCanceledException Lost() => new("The right to send it was lost while it waited.");

    /// <summary>Why a request does not go out whose run was stopped while it waited.</summary>
    internal static OperationCanceledException Stopped() => new("The run was stopped while it waited to be sent.");

    /// <summary>Set in an asynchronous method, it holds for that method and what it calls.</summary>
    internal static RequestScope? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
