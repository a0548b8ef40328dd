using IzzyPS.Csv;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Stock.Reading;

/// <summary>How a partner's stock files are read.</summary>
internal sealed record StockReaderOptions
{
    /// <summary>The partner's words.</summary>
    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    /// <summary>The showrooms behind the partner's numbers.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>The encoding, or null to find out.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>The delimiter, or null to find out.</summary>
    /// <exception cref="StockSettingsException">It could not be told from the values.</exception>
    public char? Delimiter
    {
        get;
        init => field = value is null || (value is '\t' or (>= ' ' and <= '~') && value != '"' && !char.IsAsciiLetterOrDigit(value.Value))
            ? value
            : throw new StockSettingsException($"'{value}' can't be a delimiter; partners use a comma, a semicolon, a tab or |.");
    }

    public StockLimits Limits { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The encoding of a name as people write it.</summary>
    /// <exception cref="StockSettingsException">There is no such encoding.</exception>
    public static TextEncoding EncodingNamed(string name) => TextEncoding.FindByName(name) ?? throw new StockSettingsException(
        $"'{name}' is not an encoding; utf-8, utf-16, windows-1250 and iso-8859-2 are what partners send, and every name or code page number that .NET knows is accepted.");
}
