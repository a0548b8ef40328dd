using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Holds a vehicle back that became another car under the same VIN: the VIN column was shifted or sorted, or a VIN was used again. Where
/// too many vehicles of a file became other cars, nothing of the file is right, and the whole file is held back. Source: SAFETY.md, "Guards".
/// </summary>
/// <param name="countListed">Counts the vehicles of a file that are listed, unchanged ones included, by the file's path.</param>
/// <param name="allowed">The operator's ceiling of vehicles that may become other cars; null where there is none.</param>
/// <param name="limits">The limits.</param>
internal sealed class IdentityGuard(Func<string, int> countListed, int? allowed, GuardLimits limits) : IVehicleGuard
{
    /// <summary>The fields that say which car a vehicle is, besides the make.</summary>
    private static readonly ImmutableArray<VehicleField> Fields =
    [
        .. ((string[])[
            nameof(Vehicle.Model), nameof(Vehicle.ManufactureYear), nameof(Vehicle.FuelType), nameof(Vehicle.CubicCapacity), nameof(Vehicle.Power),
            nameof(Vehicle.TransmissionType), nameof(Vehicle.Type), nameof(Vehicle.FirstRegistrationDate),
        ]).Select(VehicleFields.GetByName),
    ];

    private readonly Dictionary<VehicleKey, (string Why, string Path)> _others = [];
    private Dictionary<string, Block>? _fileHolds;

    /// <summary>The number of vehicles that became other cars.</summary>
    internal int Count => _others.Count;

    /// <summary>Whether a vehicle became another car and the operator has allowed that.</summary>
    internal bool IsAllowed(VehicleKey key) => IsAllAllowed && IsOtherCar(key);

    /// <summary>Finds the files of which nothing may be sent, by their paths, with the reasons. Each file is measured by itself: a wrong file stays wrong beside a large right one.</summary>
    internal IReadOnlyDictionary<string, Block> FindFileHolds() => _fileHolds ??= IsAllAllowed ? [] : _others
        .GroupBy(other => other.Value.Path, StringComparer.Ordinal)
        .Where(file => file.Count() > limits.IdentityCount && file.Count() > limits.IdentityShare * countListed(file.Key))
        .ToDictionary(file => file.Key, file => CreateFileHold([.. file.Select(other => other.Key)], countListed(file.Key)), StringComparer.Ordinal);

    private bool IsAllAllowed => Count <= allowed;

    public bool HoldsAny => !IsAllAllowed && Count > 0;

    /// <summary>Whether a vehicle became another car.</summary>
    internal bool IsOtherCar(VehicleKey key) => _others.ContainsKey(key);

    /// <summary>Nothing is remembered, because whether a vehicle became another car depends on no other vehicle.</summary>
    public bool IsSuspicious(ListedCar car) => false;

    public void Remember(IReadOnlySet<(VehicleKey Key, string Detail)> held)
    {
    }

    public void Note(ListedCar car)
    {
        if (DescribeOtherCar(car, limits) is { } why)
            _others.TryAdd(car.Key, (why, FileCounts.GetPath(car.After)));
    }

    public GuardHold? Judge(ListedCar car) => !IsAllAllowed && _others.TryGetValue(car.Key, out var other)
        ? new GuardHold(FindFileHolds().GetValueOrDefault(other.Path) ?? CreateBlock(BlockReason.IdentityChanged, $"{car.Key} became another car: {other.Why}."))
        : null;

    /// <summary>Says in which fields a vehicle became another car; null where it is the same car.</summary>
    internal static string? DescribeOtherCar(ListedCar car, GuardLimits limits)
    {
        var (before, after) = (car.Before, car.After);
        if (before.Make is { Length: > 0 } was && after.Make is { Length: > 0 } becomes && !MakeNames.AreSame(was, becomes))
            return $"{Describe(before)} → {Describe(after)}";
        var changed = Fields.Where(field => HasChanged(field, before, after)).ToList();
        if (changed.Count >= limits.IdentityFields)
            return $"{string.Join(", ", changed.Select(field => $"{field.Name} {FieldChange.Format(field.Get(before))} → {FieldChange.Format(field.Get(after))}"))}";
        return car.NumberOwner is { } owner && CountEqual(after, owner) > CountEqual(after, before)
            ? $"its row has the number {after.ConfigurationNumber} and the data of {owner.Key}"
            : car.RowOwner is { } rowOwner ? $"its row has the data of {rowOwner}"
            : null;
    }

    private Block CreateFileHold(IReadOnlyList<VehicleKey> others, int listed) => CreateBlock(BlockReason.IdentityOfFile, string.Create(
        CultureInfo.InvariantCulture,
        $"{others.Count} of {listed} vehicles changed identity, {others.Min()} for example ({_others[others.Min()].Why}), so the VINs of the file are probably in the wrong rows and nothing of it is sent."));

    private Block CreateBlock(BlockReason reason, string message) => new(reason, message, Permission.Create(Allowance.IdentityChange, Count));

    /// <summary>Whether two values differ that were both given. An empty or unknown value says nothing, and neither does a capacity or a power of 0.</summary>
    private static bool HasChanged(VehicleField field, Vehicle before, Vehicle after)
    {
        if (field.IsEmpty(before) || field.IsEmpty(after) || before.Unknown.Contains(field) || after.Unknown.Contains(field))
            return false;
        return (field.Get(before), field.Get(after)) switch
        {
            (string was, string becomes) => !MakeNames.AreSame(was, becomes),
            (0 or 0m, _) or (_, 0 or 0m) => false,
            var (was, becomes) => !Equals(was, becomes),
        };
    }

    /// <summary>Counts the sent fields in which two vehicles are equal, the keys left out.</summary>
    private static int CountEqual(Vehicle left, Vehicle right) =>
        VehicleFields.Sent.Count(field => field.Name is not (nameof(Vehicle.Vin) or nameof(Vehicle.ConfigurationNumber)) && Equals(field.Get(left), field.Get(right)));

    private static string Describe(Vehicle vehicle) =>
        string.Create(CultureInfo.InvariantCulture, $"{vehicle.Make} {vehicle.Model} {vehicle.ManufactureYear}").TrimEnd();
}
