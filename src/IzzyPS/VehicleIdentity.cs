using IzzyPS.Output;

namespace IzzyPS;

/// <summary>
/// Which vehicle is meant: a VIN in any case and with spaces, or something that has one (a vehicle, a change, a ledger entry).
/// PowerShell converts from each of them.
/// </summary>
public sealed class VehicleIdentity
{
    private const int LongestShown = 100;

    /// <summary>Takes a VIN as people write it.</summary>
    /// <exception cref="ArgumentException">It is not a VIN.</exception>
    public VehicleIdentity(string vin) =>
        Key = IzzyPS.Vehicles.Vin.TryParse(vin, out var parsed)
            ? new VehicleKey(parsed)
            : throw new ArgumentException($"'{PlainText.Visible(Outgoing.Line(vin), LongestShown)}' is not a VIN: it has 17 characters of A-Z and 0-9, without I, O and Q.", nameof(vin));

    /// <summary>Takes a vehicle.</summary>
    /// <exception cref="ArgumentException">It has neither a VIN nor a configuration number.</exception>
    public VehicleIdentity(Vehicle vehicle) =>
        Key = vehicle.Key ?? throw new ArgumentException("The vehicle has neither a VIN nor a configuration number.", nameof(vehicle));

    /// <summary>Takes a change.</summary>
    public VehicleIdentity(VehicleChange change) => Key = change.ReplacesKey ?? change.Key;

    /// <summary>Takes a ledger entry.</summary>
    public VehicleIdentity(LedgerEntry entry) => (Key, Entry) = (entry.Key, entry);

    /// <summary>The VIN, or <c>#</c> and the configuration number.</summary>
    public VehicleKey Key { get; }

    /// <summary>The entry as it was when it was read, where one was given: what changed since is noticed.</summary>
    internal LedgerEntry? Entry { get; }

    /// <summary>The key.</summary>
    public override string ToString() => Key.Value;
}
