namespace IzzyPS.Dealer.Http;

/// <summary>Why a request does not go out that waited to be sent.</summary>
internal static class NotSent
{
    /// <summary>Another runner may have taken the operation.</summary>
    internal static OperationCanceledException RightLost() => new("The right to send it was lost while it waited.");

    /// <summary>The run was stopped.</summary>
    internal static OperationCanceledException Stopped() => new("The run was stopped while it waited to be sent.");
}
