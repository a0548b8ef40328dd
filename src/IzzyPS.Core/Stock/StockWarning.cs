namespace IzzyPS;

/// <summary>Something about a whole stock file that should be known. The file is read all the same.</summary>
/// <param name="Code">A stable PascalCase code.</param>
/// <param name="Message">What was found and what was done about it, in English.</param>
public sealed record StockWarning(string Code, string Message);
