namespace IzzyPS.Planning.Guards;

/// <summary>
/// Knows the fields of a listing that files have emptied. The ledger keeps them as text: the fields' names in a file, with spaces between. Without them a file could
/// empty a column in steps, each of which is small.
/// </summary>
internal static class EmptiedFields
{
    /// <summary>Finds the emptied fields of a listing after an update; null where there are none.</summary>
    /// <param name="emptied">The emptied fields before the update.</param>
    /// <param name="before">The car before the update.</param>
    /// <param name="after">The car as it was sent.</param>
    /// <param name="allowed">The fields that the operator allows to be emptied.</param>
    internal static string? Find(string? emptied, Vehicle before, Vehicle after, IReadOnlyList<string> allowed)
    {
        var names = ColumnGuard.Fields
            .Where(field => field.IsEmpty(after) && (Has(emptied, field) || (!field.IsEmpty(before) && !IsAllowed(field, allowed))))
            .Select(field => field.CsvName)
            .ToList();
        return names.Count == 0 ? null : string.Join(' ', names);
    }

    /// <summary>Whether a field is among the emptied ones.</summary>
    internal static bool Has(string? emptied, VehicleField field) => emptied is not null && emptied.Split(' ').Contains(field.CsvName);

    /// <summary>Whether the operator allows a field to be emptied. The names of fields are compared without case.</summary>
    internal static bool IsAllowed(VehicleField field, IReadOnlyList<string> allowed) =>
        allowed.Contains(field.Name, StringComparer.OrdinalIgnoreCase) || allowed.Contains(field.CsvName, StringComparer.OrdinalIgnoreCase);
}
