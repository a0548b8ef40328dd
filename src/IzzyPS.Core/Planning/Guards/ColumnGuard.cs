using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Holds a field back that most listings with a value would lose at once: the column is there and the export left it empty. The vehicles' other
/// fields go on. A column that the file lacks never comes here, because its fields are unknown. Source: SAFETY.md, "Guards".
/// </summary>
/// <param name="listed">The listings that the share of emptied ones is measured against.</param>
/// <param name="allowed">The names of the fields that the operator allows to be emptied.</param>
/// <param name="limits">The limits.</param>
internal sealed class ColumnGuard(ColumnBase listed, IReadOnlyList<string> allowed, GuardLimits limits) : IVehicleGuard
{
    /// <summary>The fields that a file can empty. A required field is never empty, and a price is guarded by its own guard.</summary>
    internal static readonly ImmutableArray<VehicleField> Fields =
        [.. VehicleFields.Sent.Where(field => !field.IsRequired && !field.IsPrice && field.Name is not (nameof(Vehicle.Vin) or nameof(Vehicle.CarClass)))];

    private readonly int[] _emptied = new int[VehicleFields.All.Length];
    private readonly int[] _kept = new int[VehicleFields.All.Length];
    private readonly int[] _returned = new int[VehicleFields.All.Length];
    private IReadOnlySet<(VehicleKey Key, string Detail)> _remembered = new HashSet<(VehicleKey, string)>();

    /// <summary>The fields in which a vehicle has a value.</summary>
    internal static FieldSet GetFilled(Vehicle vehicle)
    {
        var filled = 0u;
        foreach (var field in Fields)
            filled |= field.IsEmpty(vehicle) ? 0 : 1u << field.Index;
        return new FieldSet(filled);
    }

    public void Note(ListedCar car)
    {
        foreach (var field in Fields)
        {
            if (field.IsEmpty(car.Before))
            {
                _returned[field.Index] += !field.IsEmpty(car.After) && EmptiedFields.Has(car.Emptied, field) ? 1 : 0;
                continue;
            }

            (field.IsEmpty(car.After) ? _emptied : _kept)[field.Index]++;
        }
    }

    public bool IsSuspicious(ListedCar car) => FindEmptied(car).Any();

    public void Remember(IReadOnlySet<(VehicleKey Key, string Detail)> held) => _remembered = held;

    public bool HoldsAny => _remembered.Count > 0 || Fields.Any(IsHeld);

    public GuardHold? Judge(ListedCar car)
    {
        var held = FindEmptied(car).Where(field => IsHeld(field) || (!IsAllowed(field) && IsRemembered(car, field))).ToList();
        return held.Count == 0 ? null : new GuardHold(CreateBlock(held), FieldSet.From(held))
        {
            ToRemember = [.. held.Where(field => !IsRemembered(car, field)).Select(Describe)],
        };
    }

    private static IEnumerable<VehicleField> FindEmptied(ListedCar car)
    {
        foreach (var field in Fields)
        {
            if (!field.IsEmpty(car.Before) && field.IsEmpty(car.After))
                yield return field;
        }
    }

    private static string Describe(VehicleField field) => $"{BlockReason.ColumnEmptied}: {field.CsvName}";

    private bool IsRemembered(ListedCar car, VehicleField field) => _remembered.Contains((car.ListedKey, Describe(field)));

    private bool IsAllowed(VehicleField field) => EmptiedFields.IsAllowed(field, allowed);

    private bool IsHeld(VehicleField field)
    {
        var emptied = CountEmptied(field);
        return _emptied[field.Index] > 0 && emptied >= limits.ClearFrom && emptied > limits.ClearShare * Math.Min(CountFilled(field), listed.MostCounted) && !IsAllowed(field);
    }

    /// <summary>Counts the listings that would be empty, including those that earlier files emptied.</summary>
    private int CountEmptied(VehicleField field) => _emptied[field.Index] + Math.Max(0, listed.Emptied.GetValueOrDefault(field.CsvName) - _returned[field.Index]);

    private int CountFilled(VehicleField field) => CountEmptied(field) + _kept[field.Index] + listed.Unchanged.Get(field);

    private Block CreateBlock(List<VehicleField> held)
    {
        var counts = string.Join(", ", held.Select(field => string.Create(
            CultureInfo.InvariantCulture, $"{field.CsvName} is empty for {CountEmptied(field)} of {CountFilled(field)} listings that had a value")));
        var names = string.Join(",", held.Select(field => field.CsvName));
        return new Block(BlockReason.ColumnEmptied, $"{counts}, so the values last sent stay.", new Permission(Allowance.Clear, names));
    }
}
