namespace IzzyPS.Csv;

/// <summary>One row of a text.</summary>
internal abstract class CsvRow
{
    /// <summary>The most values of a row that are kept; more are counted only, because a row may be a million commas.</summary>
    public const int MostFields = 1024;

    /// <summary>The number of values in the row.</summary>
    public abstract int FieldCount { get; }

    /// <summary>The physical line that the row starts on, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>What is wrong with the row's structure.</summary>
    public RowFlaw Flaw { get; private protected set; }

    /// <summary>Whether the row holds line breaks, so that it takes several physical lines.</summary>
    public abstract bool HasLineBreaks { get; }

    /// <summary>The row as it stands in the file.</summary>
    public abstract ReadOnlySpan<char> Raw { get; }

    /// <summary>A value of the row, its quotes undone.</summary>
    /// <param name="column">The value's place in the row, below <see cref="MostFields"/>.</param>
    public abstract ReadOnlySpan<char> GetField(int column);
}
