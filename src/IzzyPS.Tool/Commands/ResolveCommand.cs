using System.CommandLine;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Sync.Resolving;
using IzzyPS.Tool.Output;
using IzzyPS.Vehicles;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy resolve VIN --remote-id ID</c>: resolves a create in doubt, after an operator has looked on Izzylease.</summary>
internal static class ResolveCommand
{
    internal const string Name = "resolve";

    internal const string Description = "Resolves a create in doubt, after you have looked on Izzylease.";

    private static readonly Argument<string> Target = new("VIN|OPERATION")
    {
        Description = "The vehicle's VIN, or '#' and the configuration number of a vehicle without a VIN, or the operation's id.",
    };

    private static readonly Option<string?> RemoteId = new("--remote-id")
    {
        Description = "The id of the car on Izzylease, when the car was created. An update of that car proves the id first.",
        HelpName = "ID",
    };

    private static readonly Option<bool> NotCreated = new("--not-created") { Description = "The car was not created. The next sync sends the create again." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Target, RemoteId, NotCreated, Json, SyncCommand.Ledger, SyncCommand.AdoptLedger, SyncCommand.WaitForLock,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(RemoteId) is null == !result.GetValue(NotCreated))
                result.AddError("Say either --remote-id with the car's id, or --not-created.");
            if (result.GetValue(Target) is { } target && !Guid.TryParse(target, out _) && !TryKey(target, out _))
                result.AddError($"'{target}' is neither a VIN, nor '#' and a configuration number, nor an operation's id.");
        });
        command.SetAction((parsed, _) => LedgerConnection.UseAsync(SyncCommand.ReadLedger(parsed), (connection, stop) => RunAsync(connection, parsed, stop)));
        return command;
    }

    private static async Task<ExitCode> RunAsync(DealerConnection connection, ParseResult parsed, CancellationToken stop)
    {
        var target = parsed.GetRequiredValue(Target);
        var report = FindOperation(connection.Ledger, target) is { } operation
            ? ResolveReport.From(await ResolveAsync(connection, new Resolution(operation, parsed.GetValue(RemoteId)?.Trim()), parsed, stop).ConfigureAwait(false))
            : new ResolveReport { Reason = $"{target} is not in doubt; 'izzy status' says what is. Nothing was changed." };
        report = report with { InDoubt = connection.Ledger.FindInDoubt().Count };
        if (!report.Resolved)
            Failure.Say(report.Reason);
        var json = parsed.GetValue(Json) ? LedgerJson.Write(report) : null;
        return StandardOutput.Print(report.Resolved ? ExitCode.Done : ExitCode.Failed, json, () =>
        {
            if (report.Resolved)
                Console.WriteLine(Outgoing.ToLine(report.Reason));
        });
    }

    private static async Task<ResolveResult> ResolveAsync(DealerConnection connection, Resolution resolution, ParseResult parsed, CancellationToken stop)
    {
        var wait = TimeSpan.FromSeconds(parsed.GetValue(SyncCommand.WaitForLock) ?? 0);
        var results = await new ResolveRun(connection, RunTrigger.Cli).RunAsync([resolution], "izzy resolve", wait, stop).ConfigureAwait(false);
        return results[0];
    }

    private static Guid? FindOperation(ILedger ledger, string target)
    {
        if (Guid.TryParse(target, out var id))
            return id;
        _ = TryKey(target, out var key);
        return ledger.FindInDoubt().FirstOrDefault(operation => operation.Key == key)?.Id;
    }

    private static bool TryKey(string target, out VehicleKey key)
    {
        var isVin = Vin.TryParse(target, out var vin);
        key = new VehicleKey(isVin ? vin : target);
        return isVin || target is ['#', _, ..];
    }
}
