using System.CommandLine;
using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Sandbox;
using IzzyPS.Stock.Profiles;
using IzzyPS.Sync;
using IzzyPS.Tool.Output;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy demo</c>: two days of a dealer's stock on the sandbox and a temporary ledger.</summary>
internal static class DemoCommand
{
    internal const string Name = "demo";

    internal const string Description = "Runs the whole job for two days of stock, on a sandbox and a temporary ledger.";

    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(25);

    internal static Command Create()
    {
        var command = new Command(Name, Description);
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    private static Task<int> RunAsync() => Failure.GuardAsync(async stop =>
    {
        var folder = Directory.CreateTempSubdirectory("izzyps-demo-");
        try
        {
            var server = SandboxServer.Start(new SandboxOptions { Latency = CallTime });
            await using (server.ConfigureAwait(false))
                return await RunAsync(server, folder.FullName, stop).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    });

    private static async Task<ExitCode> RunAsync(SandboxServer server, string folder, CancellationToken stop)
    {
        Colours.Prepare();
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"The dealer API's stand-in listens on [bold]{server.BaseUri}[/], each call takes {CallTime.TotalMilliseconds:0} ms.");
        var settings = new ConnectionSettings
        {
            Name = "demo",
            LedgerPath = Path.Combine(folder, "ledger.db"),
            DataFolder = folder,
            Dealer = new DealerOptions { Account = new DealerAccount(server.BaseUri, server.ClientId), ClientSecret = server.ClientSecret },
        };
        using var connection = DealerConnection.Open(settings, warn: _ => { }, NullLogger.Instance, TimeProvider.System, stop);

        foreach (var (day, resource) in new[] { ("Monday: the first import", "stock-monday.csv"), ("Tuesday: what changed since", "stock-tuesday.csv") })
        {
            var file = await UnpackAsync(resource, folder, stop).ConfigureAwait(false);
            AnsiConsole.Write(new Rule($"[bold]{day}[/] [grey]({resource})[/]").LeftJustified());
            await SyncAsync(connection, file, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
                return ExitCode.Stopped;
        }

        AnsiConsole.Write(new Rule("[bold]Tuesday again: nothing is sent[/]").LeftJustified());
        var requests = server.Requests.Values.Sum();
        await SyncAsync(connection, Path.Combine(folder, "stock-tuesday.csv"), stop).ConfigureAwait(false);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]{server.Requests.Values.Sum() - requests} requests[/] by the second run over the same file; {server.ActiveCars.Count} cars are listed, {server.DuplicateVins.Count} twice.");
        return ExitCode.Done;
    }

    private static async Task SyncAsync(DealerConnection connection, string file, CancellationToken stop)
    {
        var options = new StockRunOptions { Files = [file], Command = "izzy demo", Trigger = RunTrigger.Cli, CloseMissing = true, UpdatePrices = true, Profile = PartnerProfile.Default };
        var view = new DemoView();
        var report = await AnsiConsole.Progress()
            .HideCompleted(false)
            .StartAsync(async progress =>
            {
                view.Task = progress.AddTask("Syncing", autoStart: false);
                return await new StockRun(options, view).RunAsync(connection, stop).ConfigureAwait(false);
            })
            .ConfigureAwait(false);

        foreach (var error in report.Errors)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{Outgoing.ToLine(error.Reason)}[/]");
        if (view.Results.Count > 0)
            AnsiConsole.Write(CreateTable(view.Results));
        ReportTable.Write(report, isWhatIf: false);
    }

    private static Table CreateTable(List<SyncResult> results)
    {
        const int Shown = 12;
        var table = new Table().RoundedBorder()
            .AddColumn("Action")
            .AddColumn(new TableColumn("VIN").NoWrap())
            .AddColumn("Vehicle")
            .AddColumn(new TableColumn("PLN").RightAligned().NoWrap())
            .AddColumns("Change", "Outcome");
        foreach (var result in results.OrderByDescending(result => result.Action).Take(Shown))
        {
            var change = result.Change;
            table.AddRow(
                new Text(result.Action.ToString()),
                new Text(result.Vin ?? change.Key.ToString()),
                new Text($"{result.Make} {result.Model}"),
                new Text(Money(change.NewSalesPrice ?? change.OldSalesPrice)),
                new Markup(Difference(change)),
                new Text(result.Outcome.ToString(), new Style(result.Outcome == SyncOutcome.Succeeded ? Color.Green : Color.Red)));
        }

        if (results.Count > Shown)
            table.Caption($"and {results.Count - Shown} more");
        return table;
    }

    private static string Difference(VehicleChange change) =>
        change.PriceChange is not { } amount ? Markup.Escape(change.Action == ChangeAction.Update ? string.Join(", ", change.Changes.Select(field => field.Name)) : string.Empty)
        : change.IsPriceDrop ? $"[green]↓ {Money(-amount)}[/]"
        : $"[yellow]↑ {Money(amount)}[/]";

    private static string Money(decimal? amount) =>
        amount?.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ') ?? string.Empty;

    private static async Task<string> UnpackAsync(string resource, string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, resource);
        var source = typeof(DemoCommand).Assembly.GetManifestResourceStream(resource)!;
        await using (source.ConfigureAwait(false))
        {
            var target = File.Create(path);
            await using (target.ConfigureAwait(false))
                await source.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
        }

        return path;
    }

    private sealed class DemoView : IRunObserver
    {
        internal ProgressTask? Task { get; set; }

        internal List<SyncResult> Results { get; } = [];

        public void Started(Guid runId, int changes)
        {
            Task!.MaxValue = Math.Max(1, changes);
            Task.StartTask();
        }

        public void Ended(SyncResult result)
        {
            Results.Add(result);
            Task!.Increment(1);
        }

        public void Notify(RunNotice notice)
        {
        }
    }
}
