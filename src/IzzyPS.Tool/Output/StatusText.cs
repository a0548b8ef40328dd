using System.Globalization;
using IzzyPS.Output;
using Spectre.Console;

namespace IzzyPS.Tool.Output;

/// <summary>Prints the status as text.</summary>
internal static class StatusText
{
    internal static void Write(StatusReport report)
    {
        Colours.Prepare();
        Line("account", $"{report.ClientId} at {report.BaseUrl}");
        Line("ledger", $"{report.Ledger} (serial {report.Serial})");
        Line("held by", report.Lease is { } lease ? string.Create(CultureInfo.InvariantCulture, $"{lease.Holder}, since {lease.Since.UtcDateTime:u}") : "nobody");
        Line("vehicles", string.Create(CultureInfo.InvariantCulture, $"{report.Active} active, {report.Closed} closed, {report.InDoubt} in doubt, {report.Unconfirmed} to be sent again"));
        foreach (var feed in report.Feeds)
            Line("feed", $"{feed.Name}: {feed.Active} active{(feed.MustReestablish ? ", closes nothing until a sync of it has ended" : string.Empty)}; {Describe(feed.LastRun)}");
        foreach (var doubt in report.Detail.InDoubt)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{Outgoing.ToLine(doubt.Vin ?? "#" + doubt.ConfigurationNumber)}[/] {Outgoing.ToLine(doubt.Reason)}");
    }

    private static string Describe(StatusRun? run) => run is null
        ? "no run yet"
        : string.Create(CultureInfo.InvariantCulture, $"last run {run.Run:N} {run.Outcome.ToLowerInvariant()}{DescribeProgress(run)}, {run.Command} by {run.User} on {run.Host}, {run.StartedAt.UtcDateTime:u}");

    private static string DescribeProgress(StatusRun run) =>
        run.EndedAt is null ? string.Create(CultureInfo.InvariantCulture, $" after {run.Ended} of {run.Planned} changes") : string.Empty;

    private static void Line(string name, string text) =>
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{name,-9}[/]{Outgoing.ToLine(text)}");
}
