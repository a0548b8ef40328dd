namespace IzzyPS.Dealer;

/// <summary>A request to pause the sending, because the server throttles or fails too often.</summary>
internal sealed class PutOffEventArgs(TimeSpan wait, string reason) : EventArgs
{
    /// <summary>How long to pause. A longer wait of the server was cut to <see cref="DealerOptions.MaxRetryAfter"/>.</summary>
    internal TimeSpan Wait { get; } = wait;

    /// <summary>The reason for people, without a full stop.</summary>
    internal string Reason { get; } = reason;
}
