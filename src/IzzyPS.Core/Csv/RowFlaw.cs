namespace IzzyPS.Csv;

/// <summary>What is wrong with the structure of one row.</summary>
internal enum RowFlaw : byte
{
    None,

    /// <summary>Text stands behind a closing quote.</summary>
    TextBehindQuote,

    /// <summary>A quote is open where the file ends.</summary>
    OpenQuote,

    /// <summary>A quoted value holds lines that look like rows: a quote was left open, and the next one closed it.</summary>
    RowsInQuotes,
}

/// <summary>Tells whether a line inside a quoted value is a row of the file.</summary>
internal delegate bool RowTest(ReadOnlySpan<char> line);
