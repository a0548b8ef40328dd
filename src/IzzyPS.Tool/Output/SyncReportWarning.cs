namespace IzzyPS.Tool.Output;

/// <summary>A warning of the run. The file is null for a warning about no file.</summary>
internal sealed record SyncReportWarning(string Code, string Message, string? File);
