using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool.Output;

/// <summary>The report of <c>izzy sync --json</c>, with the names that README.md documents.</summary>
internal sealed record SyncReport
{
    public required int Created { get; init; }

    public required int Recreated { get; init; }

    public required int Updated { get; init; }

    public required int PriceUpdates { get; init; }

    public required int Closed { get; init; }

    public required int Unchanged { get; init; }

    public required int HeldBack { get; init; }

    public required int InDoubt { get; init; }

    public required int Errors { get; init; }

    /// <summary>What is held back, in groups by code.</summary>
    public required IReadOnlyList<SyncReportGroup> HeldBackBy { get; init; }

    /// <summary>What was noticed about the stock files and, by kind, about their vehicles. A warning stops nothing.</summary>
    public required IReadOnlyList<SyncReportWarning> Warnings { get; init; }

    /// <summary>The run's id, in the form of the log. Null when no run began.</summary>
    public required string? Run { get; init; }

    /// <summary>Why the run failed. Null when the run did not fail.</summary>
    public required string? Fault { get; init; }

    /// <summary>The stable code of <see cref="Fault"/>.</summary>
    public required string? FaultCode { get; init; }

    public required SyncReportDetail Detail { get; init; }

    internal static SyncReport From(RunReport report) => new()
    {
        Created = report.Created.Count,
        Recreated = report.Recreated.Count,
        Updated = report.Updated.Count,
        PriceUpdates = report.Repriced.Count,
        Closed = report.Closed.Count,
        Unchanged = report.Unchanged,
        HeldBack = report.HeldBack.Count,
        InDoubt = report.InDoubt.Count,
        Errors = report.Errors.Count,
        HeldBackBy = SyncReportGroup.From(report),
        Warnings = [.. report.Warnings.Select(warning => new SyncReportWarning(warning.Code, warning.Message, warning.File, warning.Count, warning.Vehicles))],
        Run = report.RunId?.ToString("N"),
        Fault = report.Fault?.Message,
        FaultCode = report.Fault?.Code.ToString(),
        Detail = new SyncReportDetail(
            SyncReportEntry.From(report.Created),
            SyncReportEntry.From(report.Recreated),
            SyncReportEntry.From(report.Updated),
            SyncReportEntry.From(report.Repriced),
            SyncReportEntry.From(report.Closed),
            SyncReportEntry.From(report.HeldBack),
            SyncReportEntry.From(report.InDoubt),
            SyncReportEntry.From(report.Errors)),
    };
}
