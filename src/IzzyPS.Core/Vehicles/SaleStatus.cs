namespace IzzyPS.Vehicles;

/// <summary>Whether a vehicle is for sale, as the partner's status column says it.</summary>
internal enum SaleStatus
{
    /// <summary>
    /// The file does not say: it has no status column, or the cell is empty. A listed vehicle stays listed, a new vehicle is listed, and a vehicle
    /// that was closed by its status stays closed.
    /// </summary>
    Unknown,

    /// <summary>The vehicle is for sale.</summary>
    Available,

    /// <summary>The vehicle is reserved, and the profile says that its listing stays as it is.</summary>
    Reserved,

    /// <summary>The vehicle was sold: its listing is closed as sold.</summary>
    Sold,

    /// <summary>The vehicle is not for sale any more, without having been sold: its listing is closed.</summary>
    Withdrawn,
}
