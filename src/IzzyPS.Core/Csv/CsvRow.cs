namespace IzzyPS.Csv;

/// <summary>One row of a CSV text.</summary>
internal abstract class CsvRow
{
    /// <summary>
    /// The highest number of values that are kept of a row. Further values are only counted, because a row may consist of a million commas.
    /// </summary>
    public const int MostFields = 1024;

    /// <summary>
    /// Stands for bytes that are no character in the file's encoding. Unicode reserves this character for a program's own use. A row that holds it is rejected,
    /// because a letter would be missing in a value.
    /// </summary>
    public const char Undecodable = '\uFDD0';

    /// <summary>The number of values in the row.</summary>
    public abstract int FieldCount { get; }

    /// <summary>The physical line that the row starts on, counted from 1.</summary>
    public abstract int Line { get; }

    /// <summary>The flaw in the row's structure.</summary>
    public RowFlaw Flaw { get; private protected set; }

    /// <summary>Whether the row holds line breaks and so takes several physical lines.</summary>
    public abstract bool HasLineBreaks { get; }

    /// <summary>The row exactly as in the file, decoded.</summary>
    public abstract ReadOnlySpan<char> Raw { get; }

    /// <summary>Gets a value of the row, without its quotes.</summary>
    /// <param name="column">The value's place in the row, from 0, below <see cref="MostFields"/>.</param>
    public abstract ReadOnlySpan<char> GetField(int column);
}
