namespace IzzyPS.Vehicles;

/// <summary>A set of fields of <see cref="VehicleFields"/>: one bit for each field.</summary>
/// <param name="Bits">The bits, by <see cref="VehicleField.Index"/>.</param>
internal readonly record struct FieldSet(uint Bits)
{
    public bool IsEmpty => Bits == 0;

    public static FieldSet operator |(FieldSet left, FieldSet right) => new(left.Bits | right.Bits);

    /// <summary>Makes a set of fields.</summary>
    public static FieldSet From(IEnumerable<VehicleField> fields)
    {
        var set = default(FieldSet);
        foreach (var field in fields)
            set |= From(field);
        return set;
    }

    public static FieldSet From(VehicleField field) => new(1u << field.Index);

    public bool Contains(VehicleField field) => (Bits & (1u << field.Index)) != 0;

    /// <summary>Returns the set without a field.</summary>
    public FieldSet Without(VehicleField field) => new(Bits & ~(1u << field.Index));
}
