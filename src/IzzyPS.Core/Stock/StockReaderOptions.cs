namespace IzzyPS.Stock;

/// <summary>How a partner's stock files are read.</summary>
internal sealed record StockReaderOptions
{
    /// <summary>The partner's words.</summary>
    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    /// <summary>The showrooms behind the partner's numbers.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>The encoding, or null to find out.</summary>
    public StockEncoding? Encoding { get; init; }

    /// <summary>The delimiter, or null to find out.</summary>
    public char? Delimiter { get; init; }

    public StockLimits Limits { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
