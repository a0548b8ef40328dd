using System.CommandLine;
using IzzyPS.Tool.Output;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy status</c>: what the ledger knows, what is in doubt and what to do about it.</summary>
internal static class StatusCommand
{
    internal const string Name = "status";

    internal const string Description = "Says what is listed, what is in doubt and who holds the ledger. Ends with 5 while something is in doubt.";

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Json, SyncCommand.Ledger,
        };
        command.SetAction((parsed, _) => LedgerConnection.UseAsync(new LedgerWords(parsed.GetValue(SyncCommand.Ledger), OnlyLooks: true), (connection, _) =>
        {
            var report = StatusReport.Read(connection);
            var json = parsed.GetValue(Json) ? LedgerJson.Write(report) : null;
            var code = report.InDoubt > 0 ? ExitCode.InDoubt : ExitCode.Done;
            return Task.FromResult(StandardOutput.Print(code, json, () => StatusText.Write(report)));
        }));
        return command;
    }
}
