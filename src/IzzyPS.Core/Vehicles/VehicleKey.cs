using System.Diagnostics.CodeAnalysis;

namespace IzzyPS;

/// <summary>The key that identifies a vehicle: its VIN or, for a car that is not built yet, its configuration number.</summary>
/// <param name="Value">The VIN, or <c>#</c> and the configuration number. A VIN never has a <c>#</c>, so a VIN and a number never give the same key.</param>
public readonly record struct VehicleKey(string Value) : IComparable<VehicleKey>
{
    /// <summary>The most characters of a configuration number.</summary>
    internal const int MaxNumberLength = 100;

    private const char NumberMark = '#';

    /// <summary>Whether the key is a VIN.</summary>
    public bool IsVin => Value[0] != NumberMark;

    /// <summary>The VIN, or null where the key is a configuration number.</summary>
    public string? Vin => IsVin ? Value : null;

    /// <summary>Makes the key of a vehicle.</summary>
    /// <param name="vin">A VIN in its one form (<see cref="IzzyPS.Vehicles.Vin.TryParse"/>), or null.</param>
    /// <param name="configurationNumber">The partner's number of the configuration, or null.</param>
    /// <param name="key">The key.</param>
    /// <returns>False where both are missing, because then nothing identifies the car.</returns>
    public static bool TryCreate(string? vin, string? configurationNumber, out VehicleKey key)
    {
        if (!string.IsNullOrEmpty(vin))
        {
            key = new VehicleKey(vin);
            return true;
        }

        if (!string.IsNullOrEmpty(configurationNumber))
        {
            key = FromConfigurationNumber(configurationNumber);
            return true;
        }

        key = default;
        return false;
    }

    /// <summary>Makes the key of a car that has no VIN yet.</summary>
    public static VehicleKey FromConfigurationNumber(string configurationNumber) => new(NumberMark + configurationNumber);

    /// <summary>Compares the texts of the keys ordinally.</summary>
    public int CompareTo(VehicleKey other) => string.CompareOrdinal(Value, other.Value);

    /// <summary>Returns the VIN, or <c>#</c> and the configuration number.</summary>
    public override string ToString() => Value;

#pragma warning disable CS1591 // The comparison operators need no documentation.
    [ExcludeFromCodeCoverage]
    public static bool operator <(VehicleKey left, VehicleKey right) => left.CompareTo(right) < 0;

    [ExcludeFromCodeCoverage]
    public static bool operator >(VehicleKey left, VehicleKey right) => left.CompareTo(right) > 0;

    [ExcludeFromCodeCoverage]
    public static bool operator <=(VehicleKey left, VehicleKey right) => left.CompareTo(right) <= 0;

    [ExcludeFromCodeCoverage]
    public static bool operator >=(VehicleKey left, VehicleKey right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591
}
