using IzzyPS.Output;

namespace IzzyPS;

/// <summary>
/// Identifies a vehicle by a VIN, a vehicle, a change or a ledger entry. A VIN may have spaces and lower case.
/// PowerShell converts each of these to this type.
/// </summary>
public sealed class VehicleIdentity
{
    private const int LongestShown = 100;

    /// <summary>Identifies a vehicle by a VIN, in any case and with spaces.</summary>
    /// <exception cref="ArgumentException">The text is not a VIN.</exception>
    public VehicleIdentity(string vin) =>
        Key = IzzyPS.Vehicles.Vin.TryParse(vin, out var parsed)
            ? new VehicleKey(parsed)
            : throw new ArgumentException($"'{PlainText.ToVisible(Outgoing.ToLine(vin), LongestShown)}' is not a VIN: it has 17 characters of A-Z and 0-9, without I, O and Q.", nameof(vin));

    /// <summary>Identifies a vehicle by a vehicle object.</summary>
    /// <exception cref="ArgumentException">The vehicle has neither a VIN nor a configuration number.</exception>
    public VehicleIdentity(Vehicle vehicle) =>
        Key = vehicle.Key ?? throw new ArgumentException("The vehicle has neither a VIN nor a configuration number.", nameof(vehicle));

    /// <summary>Identifies a vehicle by a change.</summary>
    public VehicleIdentity(VehicleChange change) => Key = change.ReplacesKey ?? change.Key;

    /// <summary>Identifies a vehicle by a ledger entry.</summary>
    public VehicleIdentity(LedgerEntry entry) => (Key, Entry) = (entry.Key, entry);

    /// <summary>The VIN, or <c>#</c> and the configuration number.</summary>
    public VehicleKey Key { get; }

    /// <summary>The ledger entry that was given, or null. The entry shows the state when it was read, so that later changes are noticed.</summary>
    internal LedgerEntry? Entry { get; }

    /// <summary>The key.</summary>
    public override string ToString() => Key.Value;
}
