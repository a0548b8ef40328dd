namespace IzzyPS.Tool.Output;

/// <summary>The vehicles of each count except <c>unchanged</c>.</summary>
internal sealed record SyncReportDetail(
    IReadOnlyList<SyncReportEntry> Created,
    IReadOnlyList<SyncReportEntry> Recreated,
    IReadOnlyList<SyncReportEntry> Updated,
    IReadOnlyList<SyncReportEntry> PriceUpdates,
    IReadOnlyList<SyncReportEntry> Closed,
    IReadOnlyList<SyncReportEntry> HeldBack,
    IReadOnlyList<SyncReportEntry> InDoubt,
    IReadOnlyList<SyncReportEntry> Errors);
