namespace IzzyPS.Stock.Values;

/// <summary>A unit in which a partner may write a field.</summary>
/// <param name="Name">The unit's name in a profile, for example <c>kW</c>.</param>
/// <param name="Factor">The number of the field's own units that are one of this unit.</param>
internal sealed record FieldUnit(string Name, decimal Factor)
{
    /// <summary>Whether the unit is the field's own, so that values are taken as they are.</summary>
    public bool IsOwn => Factor == 1;
}
