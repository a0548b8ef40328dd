namespace IzzyPS.Csv;

/// <summary>A flaw in the structure of one row.</summary>
internal enum RowFlaw : byte
{
    None,

    /// <summary>Text stands behind a closing quote.</summary>
    TextBehindQuote,

    /// <summary>A quote is still open at the end of the file.</summary>
    OpenQuote,

    /// <summary>A quoted value holds lines that look like rows. Probably a quote was left open, and a quote in a later row closed it.</summary>
    RowsInQuotes,
}

/// <summary>Decides whether a line inside a quoted value is a row of the file.</summary>
/// <param name="line">The line.</param>
/// <param name="isLast">Whether the closing quote ends the line, so that the line may be the beginning of a row.</param>
/// <param name="row">The row that holds the value.</param>
internal delegate bool RowTest(ReadOnlySpan<char> line, bool isLast, CsvRow row);
