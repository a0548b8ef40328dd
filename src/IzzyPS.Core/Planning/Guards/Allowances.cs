namespace IzzyPS.Planning.Guards;

/// <summary>What the operator allows: the values of the options. Each value is a ceiling. A value that is not given leaves the guard's own limits.</summary>
internal sealed record Allowances
{
    /// <summary>Nothing is allowed beyond the guards' limits.</summary>
    internal static readonly Allowances None = new();

    /// <summary>How many listings may be closed within 24 hours at most.</summary>
    public int? Close { get; init; }

    /// <summary>How many listings may become another car at most.</summary>
    public int? IdentityChange { get; init; }

    /// <summary>The fields that may be emptied, by their names on <see cref="Vehicle"/> or in a file.</summary>
    public IReadOnlyList<string> Clear
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>By how many percent prices may change at most.</summary>
    public decimal? PriceChange { get; init; }

    /// <summary>Adds the values of a plan where this has none. The values given when a plan is applied come first.</summary>
    internal Allowances OrElse(Allowances plan) => new()
    {
        Close = Close ?? plan.Close,
        IdentityChange = IdentityChange ?? plan.IdentityChange,
        Clear = Clear.Count > 0 ? Clear : plan.Clear,
        PriceChange = PriceChange ?? plan.PriceChange,
    };
}
