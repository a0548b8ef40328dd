namespace IzzyPS.Planning.Guards;

/// <summary>What the operator allowed a file to change beyond the limits. Source: SAFETY.md, "Guards".</summary>
internal sealed record GuardAllowances
{
    internal static readonly GuardAllowances None = new();

    /// <summary>How many vehicles may become other cars at most; null where the operator gave no number.</summary>
    public int? IdentityChanges { get; init; }

    /// <summary>The names of the fields that many listings may lose at once.</summary>
    public IReadOnlyList<string> Clear
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>The names of the fields that <see cref="Clear"/> can have.</summary>
    internal static IEnumerable<string> ClearableFields => ColumnGuard.Fields.Select(known => known.CsvName);

    /// <summary>Finds the first name that no field that can be emptied has; null where every name is right.</summary>
    internal static string? FindUnknownField(IEnumerable<string> names) => names.FirstOrDefault(name =>
        !ColumnGuard.Fields.Any(field => name.Equals(field.CsvName, StringComparison.OrdinalIgnoreCase) || name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>How much a price may change, in percent; null where the operator gave no number.</summary>
    public decimal? PricePercent { get; init; }
}
