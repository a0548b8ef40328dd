using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Files;
using IzzyPS.Hooks;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs;
using IzzyPS.Runs.Faults;
using IzzyPS.Stock.Containers;
using IzzyPS.Runs.Reporting;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;
using IzzyPS.Tool.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy sync FILE</c>: updates the listings on Izzylease to match a partner's file.</summary>
internal static class SyncCommand
{
    internal const string Name = "sync";

    internal const string Description = "Updates the listings on Izzylease to match a partner's stock files.";

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description = "The partner's stock files: CSV, also packed by gzip or zip, or an Excel workbook (.xlsx). - is standard input. Several files must belong to one feed.",
        Arity = ArgumentArity.OneOrMore,
        Validators = { CheckFiles },
    };

    private static readonly Option<bool> CloseMissing = new("--close-missing") { Description = "Close the feed's listings that the files no longer contain." };

    private static readonly Option<bool> UpdatePrices = new("--update-prices")
    {
        Description = "Carry out price changes of listed vehicles. Without the option they are held back and counted.",
    };

    private static readonly Option<string> Mode = Choice("--mode", "Create and update, or create only.", "upsert", "insert-only");

    private static readonly Option<bool> WhatIf = new("--what-if") { Description = "Show what would happen, and send nothing." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object with the counts and the vehicles behind them." };

    internal static readonly Option<string?> Ledger = Text(
        "--ledger",
        "The ledger's file, or postgres://user@host:5432/database. The default is IZZYLEASE_LEDGER. Put a password into IZZYLEASE_LEDGER, PGPASSWORD or ~/.pgpass, because other users of this machine can read a command line.",
        "PATH|ADDRESS");

    private static readonly Option<bool> NewLedger = new("--new-ledger")
    {
        Description = "Start an empty ledger when the remembered ledger is missing or refused. The new ledger does not know the vehicles that are listed. Any other file at the path is refused. The option also starts the first ledger for a client id that is known at another address.",
    };

    internal static readonly Option<bool> AdoptLedger = new("--adopt-ledger")
    {
        Description = "Use a ledger that this machine does not remember, from now on. The ledger may be an old copy: vehicles listed after the copy was made would be listed twice.",
    };

    private static readonly Option<int?> AllowClose = Count("--allow-close", "The most listings that may be closed within 24 hours. Needed when the number exceeds the limits.", 0);

    private static readonly Option<int?> AllowIdentityChange = Count("--allow-identity-change", "The most listed vehicles that may become other cars under their VINs. An allowed vehicle takes its price along.", 0);

    private static readonly Option<double?> AllowPriceChange = new("--allow-price-change")
    {
        Description = "How much the price of a listed vehicle may change, in percent. Needed when the change exceeds the limits.",
        HelpName = "PERCENT",
        CustomParser = result =>
        {
            if (DealerEnvironment.TryReadNumber(result.Tokens[0].Value, 0, GuardLimits.MostPercent, out var percent))
                return percent;
            result.AddError($"--allow-price-change takes a percentage from 0 to {GuardLimits.MostPercent}, such as 60, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    private static readonly Option<string[]> AllowClear = new("--allow-clear")
    {
        Description = $"The fields that most listings may lose at once, with commas between: {string.Join(", ", Allowances.ClearableFields)}.",
        HelpName = "FIELD",
        CustomParser = result =>
        {
            string[] names = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
            if (Allowances.FindUnknownField(names) is { } unknown)
                result.AddError($"--allow-clear: '{unknown}' is no field that a file can empty; right would be one of {string.Join(", ", Allowances.ClearableFields)}.");
            return names;
        },
    };

    private static readonly Option<int?> CloseAfter = Count("--close-after", "Close a listing only when it is missing from this number of complete files in a row, each of other content. The default is the profile's number, else 1.", 1);

    private static readonly Option<int?> AllowGone = Count("--allow-gone", "The most listings that may be gone on Izzylease within 24 hours. Check on Izzylease first. An updated vehicle is then listed again, and a closed vehicle counts as closed.", 0);

    private static readonly Option<string?> Feed = Text("--feed", $"The feed: one partner's series of files. Closing considers this feed only. The default is '{StockSet.DefaultFeed}'.", "NAME");

    private static readonly Option<int?> Throttle = Count("--throttle", "The most requests that are sent at the same time. The default is 8.", 1);

    private static readonly Option<double?> MaxRequests = new("--max-requests-per-second")
    {
        Description = "The most requests per second, for an account with a known limit. The default is IZZYLEASE_MAX_REQUESTS_PER_SECOND.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (DealerEnvironment.TryReadNumber(result.Tokens[0].Value, DealerEnvironment.LeastRequests, DealerEnvironment.MostRequests, out var most))
                return most;
            result.AddError(string.Create(
                CultureInfo.InvariantCulture,
                $"--max-requests-per-second takes a number from {DealerEnvironment.LeastRequests} to {DealerEnvironment.MostRequests}, such as 10, not '{result.Tokens[0].Value}'."));
            return null;
        },
    };

    internal static readonly Option<int?> WaitForLock = Count("--wait-for-lock", "How many seconds to wait while another run holds the ledger. The default is 0.", 0);

    private static readonly Option<string?> Profile = Text("--profile", "The profile with the partner's words: its name or its file.", "NAME|PATH", isFile: true);

    private static readonly Option<string?> Encoding = Text("--encoding", "The files' encoding, such as utf-8, windows-1250 or cp852. Without the option it is found.", "NAME");

    private static readonly Option<char?> Delimiter = new("--delimiter")
    {
        Description = "The character between the columns, or 'tab'. Without the option it is found.",
        HelpName = "CHAR",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var character = text is "tab" or "\\t" ? '\t' : text.Length == 1 ? text[0] : '\0';
            if (StockReaderOptions.IsDelimiter(character))
                return character;
            result.AddError($"--delimiter takes one character, such as ; or |, or the word tab, not '{text}'.");
            return null;
        },
    };

    private static readonly Option<string?> Sheet = Text("--sheet", "The sheet of an Excel workbook. Without the option the first visible sheet is read.", "NAME");

    private static readonly Option<string?> Report = Text("--error-report", "The CSV file for the rejected rows.", "PATH", isFile: true);

    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log every request and every vehicle to standard error." };

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Files, CloseMissing, UpdatePrices, Mode, WhatIf, Json, Ledger, NewLedger, AdoptLedger, AllowClose, AllowIdentityChange, AllowClear, AllowPriceChange, CloseAfter, AllowGone, Feed, Throttle, MaxRequests, WaitForLock, Profile, Encoding, Delimiter, Sheet, Report, Verbose,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        return command;
    }

    /// <summary>The ledger of a command that writes to it.</summary>
    internal static LedgerArguments ReadLedger(ParseResult parsed) => new(parsed.GetValue(Ledger), parsed.GetValue(AdoptLedger));

    private static Task<int> RunAsync(ParseResult parsed) => Failure.GuardAsync(async stop =>
    {
        var settings = ReadConnection(parsed);
        var options = ReadOptions(parsed) with { LocationMap = settings.LocationMap };
        _ = LedgerStore.GetPlace(settings.CreateLedgerOptions(TimeProvider.System, static _ => { })); // An address that can't be used is a usage error.
        var view = new LogView(Console.Error, parsed.GetValue(Verbose), options.WhatIf);
        ILogger logger = parsed.GetValue(Verbose) ? new LineLogger(Failure.Say) : NullLogger.Instance;
        var report = await new StockRun(options, view).OpenAndRunAsync(settings, logger, TimeProvider.System, stop).ConfigureAwait(false);
        if (TolerantWriter.Fault is { } lost)
            report = report with { Fault = report.Fault ?? new RunFault(FaultCode.LogNotWritten, $"The log can't be written to standard error: {lost}.") };
        var json = parsed.GetValue(Json) ? SyncReportJson.Write(report) : null;
        StepHook.Reach("before-report");
        if (json is not null)
            WriteHeldBack(report);
        var code = StandardOutput.Print(ExitCodes.From(report.Verdict), json, () => ReportTable.Write(report, options.WhatIf));
        StepHook.Reach("after-report");
        return code;
    });

    /// <summary>Writes what is held back to the log. Without <c>--json</c> the table on standard output has it.</summary>
    private static void WriteHeldBack(RunReport report)
    {
        foreach (var group in SyncReportGroup.From(report))
            Failure.Say(group.ToString());
    }

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
        Allowed = new Allowances
        {
            Close = parsed.GetValue(AllowClose),
            IdentityChange = parsed.GetValue(AllowIdentityChange),
            Clear = parsed.GetValue(AllowClear) ?? [],
            PriceChange = (decimal?)parsed.GetValue(AllowPriceChange),
        },
        CloseAfter = parsed.GetValue(CloseAfter),
        AllowGone = parsed.GetValue(AllowGone),
        WhatIf = parsed.GetValue(WhatIf),
        WaitForLock = TimeSpan.FromSeconds(parsed.GetValue(WaitForLock) ?? 0),
        ErrorReport = parsed.GetValue(Report),
        Encoding = parsed.GetValue(Encoding) is { } encoding ? StockReaderOptions.FindEncoding(encoding).Name : null, // An unknown name is a usage error.
        Delimiter = parsed.GetValue(Delimiter),
        Sheet = parsed.GetValue(Sheet),
        Profile = parsed.GetValue(Profile) is { } profile ? PartnerProfile.Load(profile, DataFolder.UserProfiles) : PartnerProfile.Default,
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

    /// <summary>Refuses files whose names look like options. A mistyped <c>--what-if</c> must not become a file name in a run that sends.</summary>
    private static void CheckFiles(ArgumentResult result)
    {
        if (result.Tokens.Count(token => token.Value == StockContent.StandardInput) > 1)
            result.AddError("Standard input (-) can be read only once.");
        foreach (var token in result.Tokens.Where(token => token.Value != StockContent.StandardInput))
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
