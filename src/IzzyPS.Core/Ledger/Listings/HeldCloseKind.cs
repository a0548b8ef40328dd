namespace IzzyPS.Ledger.Listings;

/// <summary>Why a close was held back, as far as a later run must know.</summary>
internal enum HeldCloseKind
{
    /// <summary>The closes were too many. The close stays held back until an operator allows it.</summary>
    Limit = 1,

    /// <summary>The closes were too many, but the file proved nothing. A later complete file decides, within the limits of the feed as it was before.</summary>
    Evidence,

    /// <summary>The vehicle was among the last ones of the file before. A later complete file of other content decides.</summary>
    Tail,
}
