namespace IzzyPS;

/// <summary>What happened to a vehicle: one line of its history.</summary>
public enum VehicleEventKind
{
    /// <summary>A create was acknowledged.</summary>
    Listed = 1,

    /// <summary>The listing was gone on Izzylease, and a new create was acknowledged.</summary>
    Recreated,

    /// <summary>An update was acknowledged.</summary>
    Updated,

    /// <summary>An update that changed only prices was acknowledged.</summary>
    Repriced,

    /// <summary>A close was acknowledged.</summary>
    Closed,

    /// <summary>Izzylease reported that the listing is gone.</summary>
    Gone,

    /// <summary>Izzylease refused an operation.</summary>
    Rejected,

    /// <summary>An update or a close was not confirmed. The next plan sends the vehicle again.</summary>
    Unconfirmed,

    /// <summary>A create was sent and its outcome is unknown.</summary>
    InDoubt,

    /// <summary>An operator resolved a create in doubt.</summary>
    Resolved,

    /// <summary>The vehicle was closed by hand, and then a complete file lacked it. From now on the feed may list the vehicle again.</summary>
    Released,

    /// <summary>The listing was taken over from a backup or from another program's list.</summary>
    Adopted,

    /// <summary>A guard held back a part of a change. The detail is what a later plan compares, so that a rerun holds the same back again.</summary>
    HeldBack,
}
