using IzzyPS.Vehicles;

namespace IzzyPS.Planning;

/// <summary>A vehicle of the input that may need something done, until the whole input is known.</summary>
internal sealed class Draft(Vehicle vehicle, VehicleKey key)
{
    internal Vehicle Vehicle { get; } = vehicle;

    internal VehicleKey Key { get; } = key;

    internal UInt128 Hash { get; init; }

    /// <summary>The listing that it is, or null where there is none.</summary>
    internal LedgerEntry? Listed { get; set; }

    /// <summary>Why it must not be touched, where that is known already.</summary>
    internal (BlockReason Reason, string Message)? Block { get; set; }
}
