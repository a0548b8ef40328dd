namespace IzzyPS;

/// <summary>How a change ended.</summary>
public enum SyncOutcome
{
    /// <summary>The server acknowledged the change.</summary>
    Succeeded = 1,

    /// <summary>Nothing was to be done, or the change had been made before.</summary>
    Unchanged,

    /// <summary>The server refused the change.</summary>
    Rejected,

    /// <summary>An update or a close was not confirmed. The next plan sends it again.</summary>
    Failed,

    /// <summary>A create was sent, and nobody knows its outcome. The vehicle is frozen until an operator resolves the create.</summary>
    InDoubt,

    /// <summary>The vehicle was changed since the change was planned, so nothing was sent. Compare again.</summary>
    Stale,

    /// <summary>
    /// The change was held back. Either nothing was sent, because too many listings would be closed or the plan may not close any more. Or
    /// Izzylease said that the listing is gone and is not believed: the vehicle is unconfirmed, and the next plan sends it again.
    /// </summary>
    HeldBack,

    /// <summary>The change is blocked: by its plan, or by what happened to the vehicle since. Nothing was sent.</summary>
    Blocked,

    /// <summary>
    /// This run did not carry the change out: it ended before the change was sent, or the server could not be reached. Where another runner was
    /// still sending the change, <see cref="SyncResult.Error"/> says so, and the ledger has the outcome.
    /// </summary>
    NotSent,

    /// <summary>The listing of an update was gone on Izzylease. The car is listed anew, under another id.</summary>
    Recreated,
}
