namespace IzzyPS.Tool.Output;

/// <summary>
/// A warning of the run. The file is null for a warning about vehicles, which has their number and the keys of up to three of them.
/// </summary>
internal sealed record SyncReportWarning(string Code, string Message, string? File, int Count, IReadOnlyList<string> Vehicles);
