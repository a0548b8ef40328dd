using System.Collections.Immutable;

namespace IzzyPS.Vehicles;

/// <summary>The ranges in which the numbers of a vehicle are plausible. Source of the prices: SAFETY.md, "Guards". A partner's profile can change them.</summary>
internal sealed class FieldRanges
{
    private static readonly FieldRange Price = new(1_000, 5_000_000);

    private readonly ImmutableArray<FieldRange?> _ranges;

    private FieldRanges(ImmutableArray<FieldRange?> ranges) => _ranges = ranges;

    /// <summary>The ranges that hold where a profile says nothing else.</summary>
    public static FieldRanges Default { get; } = new FieldRanges([.. VehicleFields.All.Select(_ => (FieldRange?)null)])
        .With(VehicleFields.GetByName(nameof(Vehicle.Mileage)), new(0, 5_000_000))
        .With(VehicleFields.GetByName(nameof(Vehicle.Power)), new(0, 5_000))
        .With(VehicleFields.GetByName(nameof(Vehicle.Doors)), new(0, 9))
        .With(VehicleFields.GetByName(nameof(Vehicle.CubicCapacity)), new(0, 100_000))
        .With(VehicleFields.GetByName(nameof(Vehicle.Acceleration)), new(0, 1_000))
        .With(VehicleFields.GetByName(nameof(Vehicle.ListPrice)), Price)
        .With(VehicleFields.GetByName(nameof(Vehicle.SalesPrice)), Price)
        .With(VehicleFields.GetByName(nameof(Vehicle.MiniPrice)), new(0, 100_000_000));

    /// <summary>The fields that have a range.</summary>
    public static ImmutableArray<VehicleField> Fields { get; } = [.. VehicleFields.All.Where(field => Default.Find(field) is not null)];

    /// <summary>Finds the range of a field; null for a field without a range.</summary>
    public FieldRange? Find(VehicleField field) => _ranges[field.Index];

    public FieldRanges With(VehicleField field, FieldRange range) => new(_ranges.SetItem(field.Index, range));
}
