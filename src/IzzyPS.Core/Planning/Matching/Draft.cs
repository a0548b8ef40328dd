using IzzyPS.Hashing;

namespace IzzyPS.Planning.Matching;

/// <summary>A vehicle of the input that may need a change. The whole input must be known before the change can be decided.</summary>
internal sealed class Draft(Vehicle vehicle, VehicleKey key)
{
    internal Vehicle Vehicle { get; } = vehicle;

    internal VehicleKey Key { get; } = key;

    internal ContentHash Hash { get; init; }

    /// <summary>The listing of the vehicle; null where there is none.</summary>
    internal LedgerEntry? Listed { get; set; }

    /// <summary>Why the vehicle must not be touched; null where no reason is known yet.</summary>
    internal Block? Block { get; set; }
}
