using IzzyPS.Stock.Values;

namespace IzzyPS.Stock.Profiles;

/// <summary>What a header means.</summary>
/// <param name="Field">The field that the column holds.</param>
/// <param name="Rank">How exact the header is: 0 for the field's own name, and the lower the better. Of two columns of one field, the lower rank is read.</param>
/// <param name="Unit">The unit that the header names; null where the header names none.</param>
internal sealed record HeaderMatch(VehicleField Field, int Rank, FieldUnit? Unit);
