using IzzyPS.Csv;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Stock.Reading;

/// <summary>How a partner's stock files are read.</summary>
internal sealed record StockReaderOptions
{
    /// <summary>The partner's words.</summary>
    public PartnerProfile Profile { get; init; } = PartnerProfile.Default;

    /// <summary>The showrooms of the partner's numbers.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>The encoding; null where the file's own encoding is to be found.</summary>
    public TextEncoding? Encoding { get; init; }

    /// <summary>The delimiter; null where the file's own delimiter is to be found.</summary>
    /// <exception cref="StockSettingsException">The character is not allowed. A delimiter is a tab or a printable ASCII character, but not a quote, a letter or a digit.</exception>
    public char? Delimiter
    {
        get;
        init => field = value is null || (value is '\t' or (>= ' ' and <= '~') && value != '"' && !char.IsAsciiLetterOrDigit(value.Value))
            ? value
            : throw new StockSettingsException($"'{value}' can't be a delimiter; partners use a comma, a semicolon, a tab or |.");
    }

    public StockLimits Limits { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Finds an encoding by its name as people write it.</summary>
    /// <exception cref="StockSettingsException">There is no such encoding.</exception>
    public static TextEncoding FindEncoding(string name) => TextEncoding.FindByName(name) ?? throw new StockSettingsException(
        $"'{name}' is not an encoding. Partners use utf-8, utf-16, windows-1250 and iso-8859-2. Every name and every code page number that .NET knows is accepted.");
}
