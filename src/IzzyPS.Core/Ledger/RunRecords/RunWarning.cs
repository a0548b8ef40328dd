namespace IzzyPS.Ledger.RunRecords;

/// <summary>What the ledger records of a warning of a run.</summary>
/// <param name="Code">A stable PascalCase code.</param>
/// <param name="Message">What was noticed, in English, with up to three examples.</param>
/// <param name="File">The stock file's name; null for a warning about vehicles.</param>
/// <param name="Count">How often it was noticed: the number of vehicles, or 1.</param>
internal sealed record RunWarning(string Code, string Message, string? File, int Count);
