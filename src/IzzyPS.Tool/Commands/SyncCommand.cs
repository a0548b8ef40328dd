using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Files;
using IzzyPS.Hooks;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Stock.Profiles;
using IzzyPS.Tool.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy sync FILE</c>: makes Izzylease list what a partner's file has.</summary>
internal static class SyncCommand
{
    internal const string Name = "sync";

    internal const string Description = "Makes Izzylease list what a partner's stock file has.";

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "The partner's stock file, or several of one feed.",
        Arity = ArgumentArity.OneOrMore,
        Validators = { CheckFiles },
    };

    private static readonly Option<bool> CloseMissing = new("--close-missing") { Description = "Close listings of the feed that the file lacks." };

    private static readonly Option<bool> UpdatePrices = new("--update-prices")
    {
        Description = "Carry out price changes of listed vehicles; otherwise they are held back and counted.",
    };

    private static readonly Option<string> Mode = Choice("--mode", "Create and update, or create only.", "upsert", "insert-only");

    private static readonly Option<bool> WhatIf = new("--what-if") { Description = "Say what would happen, and send nothing." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object with the counts and the vehicles behind them." };

    internal static readonly Option<string?> Ledger = Text(
        "--ledger",
        "The ledger's file, or postgres://user@host:5432/database; IZZYLEASE_LEDGER otherwise. Others on this machine can read a command line: a password is better in IZZYLEASE_LEDGER, PGPASSWORD or ~/.pgpass.",
        "PATH|ADDRESS");

    private static readonly Option<bool> NewLedger = new("--new-ledger")
    {
        Description = "Start an empty ledger where the remembered one is missing or refused: what it listed is then unknown. Any other file at its path is refused. Or a first one for a client id that is known at another address.",
    };

    internal static readonly Option<bool> AdoptLedger = new("--adopt-ledger")
    {
        Description = "Use a ledger that nothing on this machine remembers, from now on. It may be an old copy: what was listed since would be listed twice.",
    };

    private static readonly Option<int?> AllowClose = Count("--allow-close", "How many listings may close within 24 hours, where that is more than usual.", 0);

    private static readonly Option<int?> AllowGone = Count("--allow-gone", "How many listings may be gone on Izzylease within 24 hours, where somebody looked: they are listed anew, or their close is done.", 0);

    private static readonly Option<string?> Feed = Text("--feed", $"The partner's stream of files; closing looks at this one only. '{StockSet.DefaultFeed}' if not said.", "NAME");

    private static readonly Option<int?> Throttle = Count("--throttle", "The most requests at a time; 8 by default.", 1);

    private static readonly Option<double?> MaxRequests = new("--max-requests-per-second")
    {
        Description = "The most requests a second, for an account with a known limit; IZZYLEASE_MAX_REQUESTS_PER_SECOND otherwise.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (DealerEnvironment.IsNumber(result.Tokens[0].Value, DealerEnvironment.LeastRequests, DealerEnvironment.MostRequests, out var most))
                return most;
            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"--max-requests-per-second takes a number from {DealerEnvironment.LeastRequests} to {DealerEnvironment.MostRequests}, such as 10, not '{result.Tokens[0].Value}'."));
            return null;
        },
    };

    internal static readonly Option<int?> WaitForLock = Count("--wait-for-lock", "How many seconds to wait for another run to end; 0 by default.", 0);

    private static readonly Option<string?> Profile = Text("--profile", "The partner's words: a profile's name or file.", "NAME|PATH", isFile: true);

    private static readonly Option<string?> Report = Text("--error-report", "Write the rejected rows to this CSV file.", "PATH", isFile: true);

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log every request and vehicle on standard error." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Files, CloseMissing, UpdatePrices, Mode, WhatIf, Json, Ledger, NewLedger, AdoptLedger, AllowClose, AllowGone, Feed, Throttle, MaxRequests, WaitForLock, Profile, Report, Verbose,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    /// <summary>The ledger of a command that writes to it.</summary>
    internal static LedgerWords ReadLedger(ParseResult parsed) => new(parsed.GetValue(Ledger), parsed.GetValue(AdoptLedger));

    private static Task<int> RunAsync(ParseResult parsed) => Failure.GuardAsync(async stop =>
    {
        var settings = ReadConnection(parsed);
        var options = ReadOptions(parsed) with { LocationMap = settings.LocationMap };
        _ = LedgerStore.GetPlace(settings.LedgerOptions(TimeProvider.System, static _ => { })); // An address that can't be used is a wrong usage.
        var view = new LogView(Console.Error, parsed.GetValue(Verbose), options.WhatIf);
        ILogger logger = parsed.GetValue(Verbose) ? new LineLogger(Failure.Say) : NullLogger.Instance;
        var report = await new StockRun(options, view).OpenAndRunAsync(settings, logger, TimeProvider.System, stop).ConfigureAwait(false);
        if (TolerantWriter.Fault is { } lost)
            report = report with { Fault = report.Fault ?? new RunFault(FaultCode.LogNotWritten, $"The log can't be written to standard error: {lost}.") };
        var json = parsed.GetValue(Json) ? SyncReportJson.Write(report) : null;
        StepHook.Reach("before-report");
        var code = StandardOutput.Print(ExitCodes.From(report.Verdict), json, () => ReportTable.Write(report, options.WhatIf));
        StepHook.Reach("after-report");
        return code;
    });

    private static ConnectionSettings ReadConnection(ParseResult parsed)
    {
        var settings = ConnectionSettings.ReadEnvironment();
        return settings with
        {
            NewLedger = parsed.GetValue(NewLedger),
            AdoptLedger = parsed.GetValue(AdoptLedger),
            LedgerPath = parsed.GetValue(Ledger) ?? settings.LedgerPath,
            Dealer = settings.Dealer with
            {
                ThrottleLimit = parsed.GetValue(Throttle) ?? settings.Dealer.ThrottleLimit,
                MaxRequestsPerSecond = parsed.GetValue(MaxRequests) ?? settings.Dealer.MaxRequestsPerSecond,
            },
        };
    }

    private static StockRunOptions ReadOptions(ParseResult parsed) => new()
    {
        Files = parsed.GetRequiredValue(Files),
        Command = "izzy sync",
        Trigger = RunTrigger.Cli,
        Feed = parsed.GetValue(Feed) ?? StockSet.DefaultFeed,
        Mode = parsed.GetValue(Mode) == "insert-only" ? SyncMode.InsertOnly : SyncMode.Upsert,
        CloseMissing = parsed.GetValue(CloseMissing),
        UpdatePrices = parsed.GetValue(UpdatePrices),
        AllowClose = parsed.GetValue(AllowClose),
        AllowGone = parsed.GetValue(AllowGone),
        WhatIf = parsed.GetValue(WhatIf),
        WaitForLock = TimeSpan.FromSeconds(parsed.GetValue(WaitForLock) ?? 0),
        ErrorReport = parsed.GetValue(Report),
        Profile = parsed.GetValue(Profile) is { } profile ? PartnerProfile.Load(profile, DataFolder.ProfilesOfUser) : PartnerProfile.Default,
    };

    private static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = new Option<string>(name)
        {
            Description = $"{description} One of: {string.Join(", ", words)}.",
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => words[0],
        };
        return option.AcceptOnlyFromAmong(words);
    }

    private static Option<string?> Text(string name, string description, string helpName, bool isFile = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Validators =
        {
            result =>
            {
                if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
                    result.AddError($"{name} is given without a value.");
                else if (isFile && result.Tokens.Any(token => FileName.IsAddress(token.Value)))
                    result.AddError($"{name} {FileName.Fault}.");
            },
        },
    };

    /// <summary>A mistyped option must not count as a file: without its <c>--what-if</c> a run would be a real one.</summary>
    private static void CheckFiles(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (token.Value.StartsWith('-'))
                result.AddError($"There is no option '{token.Value}'; a file of that name is written './{token.Value}'.");
            else if (string.IsNullOrWhiteSpace(token.Value))
                result.AddError("A FILE is given without a name.");
            else if (FileName.IsAddress(token.Value))
                result.AddError($"A FILE {FileName.Fault}.");
        }
    }

    internal static Option<int?> Count(string name, string description, int least, int most = int.MaxValue, string helpName = "N") => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var count) && count >= least && count <= most)
                return count;
            result.AddError($"{name} takes a whole number from {least} {(most == int.MaxValue ? "on" : $"to {most}")}, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };
}
