namespace IzzyPS.Vehicles;

/// <summary>Whether a vehicle is for sale, as the partner's status column says it.</summary>
internal enum SaleStatus
{
    /// <summary>The vehicle is for sale. It is also so where the file has no status column.</summary>
    Available,

    /// <summary>The vehicle is reserved, and the profile says that its listing stays as it is.</summary>
    Reserved,

    /// <summary>The vehicle was sold: its listing is closed as sold.</summary>
    Sold,

    /// <summary>The vehicle is not for sale any more, without having been sold: its listing is closed.</summary>
    Withdrawn,
}
