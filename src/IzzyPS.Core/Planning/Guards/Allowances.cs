namespace IzzyPS.Planning.Guards;

/// <summary>What the operator allows: the values of the options. Each value is a ceiling. A value that is not given leaves the guard's own limits.</summary>
internal sealed record Allowances
{
    /// <summary>Nothing is allowed beyond the guards' limits.</summary>
    internal static readonly Allowances None = new();

    /// <summary>How many listings may be closed within 24 hours at most.</summary>
    public int? Close { get; init; }

    /// <summary>How many vehicles may become other cars at most.</summary>
    public int? IdentityChange { get; init; }

    /// <summary>The fields that many listings may lose at once, by their names on <see cref="Vehicle"/> or in a file.</summary>
    public IReadOnlyList<string> Clear
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>By how many percent prices may change at most.</summary>
    public decimal? PriceChange { get; init; }

    /// <summary>The names of the fields that <see cref="Clear"/> can have.</summary>
    internal static IEnumerable<string> ClearableFields => ColumnGuard.Fields.Select(known => known.CsvName);

    /// <summary>Finds the first name that no field that can be emptied has; null where every name is right.</summary>
    internal static string? FindUnknownField(IEnumerable<string> names) => names.FirstOrDefault(name =>
        !ColumnGuard.Fields.Any(field => name.Equals(field.CsvName, StringComparison.OrdinalIgnoreCase) || name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Adds the values of a plan where this has none. The values given when a plan is applied come first.</summary>
    internal Allowances OrElse(Allowances plan) => new()
    {
        Close = Close ?? plan.Close,
        IdentityChange = IdentityChange ?? plan.IdentityChange,
        Clear = Clear.Count > 0 ? Clear : plan.Clear,
        PriceChange = PriceChange ?? plan.PriceChange,
    };
}
