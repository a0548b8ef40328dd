namespace IzzyPS.Planning.Guards;

/// <summary>What an operator can allow although a guard holds it back. <see cref="Permission"/> has the option of each front end.</summary>
internal enum Allowance
{
    /// <summary>Closes, up to a number within 24 hours.</summary>
    Close = 1,

    /// <summary>Closes of listings that have been missing from this number of complete files.</summary>
    CloseAfter,

    /// <summary>Listings that become another car, up to a number.</summary>
    IdentityChange,

    /// <summary>Fields that may be emptied.</summary>
    Clear,

    /// <summary>Price changes, up to a percentage.</summary>
    PriceChange,

    /// <summary>Price changes at all.</summary>
    UpdatePrices,

    /// <summary>Listings that are gone on Izzylease, up to a number within 24 hours.</summary>
    Gone,

    /// <summary>Closes of listings that are not for sale any more, at all.</summary>
    CloseMissing,
}
