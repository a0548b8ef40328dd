using System.Text.Json.Serialization;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool.Output;

/// <summary>One vehicle. Unknown values are null. The code is present when the vehicle has an error, is held back or is in doubt; the option that allows it, when there is one. A row and a file have their faults.</summary>
internal sealed record SyncReportEntry(
    string? Vin,
    string? ConfigurationNumber,
    string? CarId,
    int? Line,
    string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? AllowedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SyncReportFault>? Faults)
{
    internal static IReadOnlyList<SyncReportEntry> From(IReadOnlyList<RunEntry> entries) =>
        [.. entries.Select(entry => new SyncReportEntry(entry.Vin, entry.ConfigurationNumber, entry.CarId, entry.Line, entry.Reason, entry.Code?.ToString(), entry.Permission?.Option, SyncReportFault.From(entry)))];
}
