using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool.Output;

/// <summary>A fault of a row or a file, with the code that the error report has.</summary>
internal sealed record SyncReportFault(string? Column, string Code, string Message)
{
    internal static IReadOnlyList<SyncReportFault>? From(RunEntry entry) =>
        entry.Faults is { } faults ? [.. faults.Select(fault => new SyncReportFault(fault.Field?.CsvName, fault.Code, fault.Message))] : null;
}
