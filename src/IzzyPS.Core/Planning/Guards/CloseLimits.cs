namespace IzzyPS.Planning.Guards;

/// <summary>How much may be closed without asking. Source: SAFETY.md, "Closing".</summary>
internal sealed record CloseLimits
{
    /// <summary>More than any feed has: a count of so many is no limit.</summary>
    internal const int MostCount = 1_000_000;

    internal static readonly CloseLimits Default = new();

    /// <summary>Up to so many are never too many, unless they are the larger part of the feed.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Above <see cref="Count"/>, the share of the feed's active listings that may close.</summary>
    public decimal Share { get; init; } = 0.10m;

    /// <summary>The share that is too much for small feeds too.</summary>
    public decimal LargeShare { get; init; } = 0.50m;

    /// <summary>From how many closes on <see cref="LargeShare"/> counts.</summary>
    public int LargeShareFrom { get; init; } = 3;

    /// <summary>The time in which closes are counted together, and after which a plan is too old to close by.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The limits with other numbers; null keeps the default.</summary>
    /// <param name="count">Up to so many closes are never too many, unless they are the larger part of the feed.</param>
    /// <param name="percent">Above that count, the percentage of the feed's active listings that may close.</param>
    internal static CloseLimits Create(int? count, double? percent) => Default with
    {
        Count = count ?? Default.Count,
        Share = percent is { } share ? (decimal)share / 100 : Default.Share,
    };
}
