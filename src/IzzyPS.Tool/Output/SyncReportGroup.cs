using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool.Output;

/// <summary>Everything that is held back with one code. The option is null when no option allows it.</summary>
internal sealed record SyncReportGroup(string Code, int Count, string? AllowedBy, string? Reason, IReadOnlyList<string> Examples)
{
    internal static IReadOnlyList<SyncReportGroup> From(RunReport report) =>
        [.. report.HeldGroups.Select(group => new SyncReportGroup(group.Code.ToString(), group.Count, group.Permission?.Option, group.Reason, group.Examples))];

    /// <summary>Describes the group in one line.</summary>
    public override string ToString()
    {
        var more = Count > Examples.Count ? ", …" : string.Empty;
        var option = AllowedBy is null ? string.Empty : $" If that is right, allow it with {AllowedBy}.";
        return $"held back: {Code}: {Count} ({string.Join(", ", Examples)}{more}). {Reason}{option}";
    }
}
