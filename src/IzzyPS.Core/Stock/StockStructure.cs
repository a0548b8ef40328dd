namespace IzzyPS.Stock;

/// <summary>What the first pass over a file found, for the second.</summary>
/// <param name="Format">How its rows are found.</param>
/// <param name="Columns">Which column holds which field.</param>
/// <param name="HeaderLine">The line of the header.</param>
/// <param name="Repeated">The keys that it has more than once.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="WrittenAt">When it was last written to.</param>
internal sealed record StockStructure(RowFormat Format, ColumnMap Columns, int HeaderLine, RepeatedKeys Repeated, long Length, DateTime WrittenAt);
