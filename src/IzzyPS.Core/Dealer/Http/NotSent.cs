namespace IzzyPS.Dealer.Http;

/// <summary>Creates the exceptions of requests that are not sent after their wait.</summary>
internal static class NotSent
{
    /// <summary>The runner lost its lease or its claim: another runner may have taken the operation.</summary>
    internal static OperationCanceledException CreateRightLost() => new("The right to send the request was lost while the request waited.");

    /// <summary>The run was stopped.</summary>
    internal static OperationCanceledException CreateStopped() => new("The run was stopped while the request waited to be sent.");
}
