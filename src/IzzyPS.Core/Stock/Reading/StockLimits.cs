namespace IzzyPS.Stock.Reading;

/// <summary>The limits of a stock file. Real files are far below them. With the limits, a line of a gigabyte or of a hundred million commas is refused before it takes memory.</summary>
internal sealed record StockLimits
{
    /// <summary>The most bytes of a file.</summary>
    public long FileBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>The most bytes of a row in UTF-8, quoted line breaks included.</summary>
    public int RowBytes { get; init; } = 1024 * 1024;

    /// <summary>The most characters of one value.</summary>
    public int FieldLength { get; init; } = 64 * 1024;

    /// <summary>The most columns.</summary>
    public int Columns { get; init; } = 512;

    /// <summary>The most characters of a configuration number.</summary>
    public int KeyLength { get; init; } = VehicleKey.MaxNumberLength;
}
