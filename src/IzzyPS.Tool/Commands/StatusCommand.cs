using System.CommandLine;
using IzzyPS.Tool.Output;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy status</c>: shows the listings, the creates in doubt and what to do about them.</summary>
internal static class StatusCommand
{
    internal const string Name = "status";

    internal const string Description = "Shows the listings, the creates in doubt and the holder of the ledger. Ends with exit code 5 while something is in doubt.";

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Json, SyncCommand.Ledger,
        };
        command.SetAction((parsed, _) => LedgerConnection.UseAsync(new LedgerArguments(parsed.GetValue(SyncCommand.Ledger), OnlyLooks: true), (connection, _) =>
        {
            var report = StatusReport.Read(connection);
            var json = parsed.GetValue(Json) ? LedgerJson.Write(report) : null;
            var code = report.InDoubt > 0 ? ExitCode.InDoubt : ExitCode.Done;
            return Task.FromResult(StandardOutput.Print(code, json, () => StatusText.Write(report)));
        }));
        return command;
    }
}
