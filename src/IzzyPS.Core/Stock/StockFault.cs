namespace IzzyPS;

/// <summary>A fault of a whole stock file. The file may still be read, but nothing is closed because of it.</summary>
/// <param name="Code">A stable PascalCase code.</param>
/// <param name="Message">What is wrong, where, and what would be right, in English.</param>
/// <param name="IsFatal">Whether no vehicle can be read from the file at all.</param>
public sealed record StockFault(string Code, string Message, bool IsFatal)
{
    /// <summary>Whether the file does not exist.</summary>
    internal bool IsMissing { get; init; }
}
