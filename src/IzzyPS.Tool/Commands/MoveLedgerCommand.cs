using System.CommandLine;
using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Output;
using IzzyPS.Tool.Output;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy move-ledger DESTINATION</c>: moves the ledger from a file to PostgreSQL or back.</summary>
internal static class MoveLedgerCommand
{
    internal const string Name = "move-ledger";

    internal const string Description = "Moves the ledger to another place. The old ledger is kept with a mark and refused from then on. The same command completes an interrupted move.";

    private static readonly Argument<string> Destination = new("DESTINATION")
    {
        Description = "The new place: a file, or postgres://user@host:5432/database. Put a password into PGPASSWORD or ~/.pgpass, because other users of this machine can read a command line.",
        Validators =
        {
            result =>
            {
                if (result.Tokens.Any(token => token.Value.StartsWith('-') || string.IsNullOrWhiteSpace(token.Value)))
                    result.AddError("DESTINATION is a path or an address; write './-…' for a file whose name starts with '-'.");
            },
        },
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Destination, Json, SyncCommand.Ledger, SyncCommand.AdoptLedger, SyncCommand.WaitForLock,
        };
        command.SetAction((parsed, _) => LedgerConnection.RunAsync(SyncCommand.ReadLedger(parsed), (settings, stop) => RunAsync(settings, parsed, stop)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(ConnectionSettings settings, ParseResult parsed, CancellationToken stop)
    {
        var wait = TimeSpan.FromSeconds(parsed.GetValue(SyncCommand.WaitForLock) ?? 0);
        var moved = await LedgerMove.MoveAsync(
            settings.CreateLedgerOptions(TimeProvider.System, Failure.Say),
            parsed.GetRequiredValue(Destination),
            LeaseHolder.Describe("izzy move-ledger"),
            wait,
            static _ => { },
            stop).ConfigureAwait(false);
        return StandardOutput.Print(ExitCode.Done, parsed.GetValue(Json) ? LedgerJson.Write(moved) : null, () => Console.WriteLine(Outgoing.ToLine(Describe(moved))));
    }

    private static string Describe(LedgerMoved moved)
    {
        var what = moved.Vehicles is { } vehicles
            ? string.Create(CultureInfo.InvariantCulture, $"Moved, with {vehicles} vehicles in {moved.Rows} rows")
            : "Finished the move that was interrupted";
        var kept = moved.KeptAs is null ? string.Empty : $" What was there before, empty or moved away, is kept as '{moved.KeptAs}'.";
        return $"{what}: '{moved.Source}' → '{moved.Destination}'.{kept} Name the new place from now on: --ledger, IZZYLEASE_LEDGER.";
    }
}
