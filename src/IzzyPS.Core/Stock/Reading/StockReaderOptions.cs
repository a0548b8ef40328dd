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
        init => field = value is null || IsDelimiter(value.Value)
            ? value
            : throw new StockSettingsException($"'{value}' can't be a delimiter; partners use a comma, a semicolon, a tab or |.");
    }

    /// <summary>The name of the sheet that is read of a workbook; null for the first visible sheet.</summary>
    public string? Sheet { get; init; }

    public StockLimits Limits { get; init; } = new();

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Whether a character can stand between values.</summary>
    public static bool IsDelimiter(char value) => value is '\t' or (>= ' ' and <= '~') and not '"' && !char.IsAsciiLetterOrDigit(value);

    /// <summary>Returns the same options with an encoding; with null the same options.</summary>
    /// <exception cref="StockSettingsException">There is no such encoding.</exception>
    public StockReaderOptions WithEncoding(string? name) => name is null ? this : this with { Encoding = FindEncoding(name) };

    /// <summary>Finds an encoding by its name as people write it.</summary>
    /// <exception cref="StockSettingsException">There is no such encoding.</exception>
    public static TextEncoding FindEncoding(string name) => TextEncoding.FindByName(name) ?? throw new StockSettingsException(
        $"'{name}' is not an encoding. Partners use utf-8, utf-16, windows-1250, iso-8859-2, cp852 and x-mac-ce. Every name and every code page number that .NET knows is accepted.");
}
