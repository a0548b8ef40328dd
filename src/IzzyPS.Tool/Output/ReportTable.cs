using System.Globalization;
using IzzyPS.Output;
using IzzyPS.Runs.Reporting;
using Spectre.Console;

namespace IzzyPS.Tool.Output;

/// <summary>The counts of a sync as a table.</summary>
internal static class ReportTable
{
    internal static void Write(RunReport report, bool isWhatIf)
    {
        Colours.Prepare();
        var table = new Table().RoundedBorder().AddColumn(isWhatIf ? "What would happen" : "What happened").AddColumn(new TableColumn("Vehicles").RightAligned());
        Row(table, "created", report.Created.Count, "green");
        Row(table, "recreated", report.Recreated.Count, "yellow");
        Row(table, "updated", report.Updated.Count, "green");
        Row(table, "prices updated", report.Repriced.Count, "green");
        Row(table, "closed", report.Closed.Count, "green");
        Row(table, "unchanged", report.Unchanged, "grey");
        Row(table, "held back", report.HeldBack.Count, "yellow");
        Row(table, "in doubt", report.InDoubt.Count, "red");
        Row(table, "errors", report.Errors.Count, "red");
        AnsiConsole.Write(table);
        foreach (var group in SyncReportGroup.From(report))
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{Outgoing.ToLine(group.ToString())}[/]");
    }

    private static void Row(Table table, string name, int count, string colour) =>
        table.AddRow(name, count == 0 ? "[grey]0[/]" : $"[{colour}]{count.ToString("N0", CultureInfo.InvariantCulture)}[/]");
}
