namespace IzzyPS;

/// <summary>What happened to a vehicle: one line of its history.</summary>
public enum VehicleEventKind
{
    /// <summary>A create was acknowledged.</summary>
    Listed = 1,

    /// <summary>Its listing was gone on Izzylease, and a create was acknowledged.</summary>
    Recreated,

    /// <summary>An update was acknowledged.</summary>
    Updated,

    /// <summary>An update that changed only prices was acknowledged.</summary>
    Repriced,

    /// <summary>A close was acknowledged.</summary>
    Closed,

    /// <summary>Izzylease said that its listing is gone.</summary>
    Gone,

    /// <summary>Izzylease refused an operation.</summary>
    Rejected,

    /// <summary>An update or a close was not confirmed; the next plan sends it again.</summary>
    Unconfirmed,

    /// <summary>A create was sent and nobody knows its outcome.</summary>
    InDoubt,

    /// <summary>An operator resolved a create in doubt.</summary>
    Resolved,

    /// <summary>It was closed by hand, and a complete file lacked it: the feed may list it again.</summary>
    Released,

    /// <summary>It was taken over from a backup or a list.</summary>
    Adopted,
}
