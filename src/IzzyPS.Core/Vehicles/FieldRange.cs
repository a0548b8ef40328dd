namespace IzzyPS.Vehicles;

/// <summary>The least and the most plausible value of a field.</summary>
internal readonly record struct FieldRange(decimal Least, decimal Most);
