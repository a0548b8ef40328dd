using IzzyPS.Hashing;

namespace IzzyPS.Planning.Matching;

/// <summary>A vehicle of the input that may need a change. The whole input must be known before the change can be decided.</summary>
internal sealed class Draft(Vehicle vehicle, VehicleKey key)
{
    /// <summary>The vehicle. Where it has a listing, its unknown fields have the values that were last sent.</summary>
    internal Vehicle Vehicle { get; private set; } = vehicle;

    internal VehicleKey Key { get; } = key;

    internal ContentHash Hash { get; init; }

    /// <summary>The listing of the vehicle; null where there is none.</summary>
    internal LedgerEntry? Listed
    {
        get;
        set
        {
            field = value;
            if (value is not null && !Vehicle.Unknown.IsEmpty)
                Vehicle = Vehicle.FillUnknown(value.Payload.ToVehicle());
        }
    }

    /// <summary>Why the vehicle must not be touched; null where no reason is known yet.</summary>
    internal (BlockReason Reason, string Message)? Block { get; set; }
}
