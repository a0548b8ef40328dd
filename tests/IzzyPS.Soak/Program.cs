using System.Globalization;
using System.Runtime.InteropServices;
using IzzyPS.Soak;
using IzzyPS.Soak.Fuzz;

(string Name, Func<SoakPlan, IAsyncEnumerable<SoakResult>> Run)[] all =
[
    ("kill-points", KillPoints.RunAsync),
    ("random-kills", RandomKills.RunAsync),
    ("long-run", LongRun.RunAsync),
    ("system-calls", SystemCalls.RunAsync),
    ("sick-disks", SickDisks.RunAsync),
    ("sick-ledgers", SickLedgers.RunAsync),
    ("sick-stocks", SickStocks.RunAsync),
    ("lost-database", LostDatabase.RunAsync),
    ("sick-servers", SickServers.RunAsync),
    ("fuzz", FuzzedFiles.RunAsync),
    ("ruined-feeds", RuinedFeeds.RunAsync),
];

if (args is [SickDisks.KeepBackup, var ledger])
    return SickDisks.KeepBackupHere(ledger);
if (args is ["fuzz-file", var seed, var number])
{
    using var output = Console.OpenStandardOutput();
    output.Write(new FuzzRun().Make(int.Parse(number, CultureInfo.InvariantCulture), int.Parse(seed, CultureInfo.InvariantCulture)).Bytes);
    return 0;
}

var names = args.Where(argument => argument != "--quick").ToList();
if (names.Find(name => all.All(scenario => scenario.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no scenario '{unknown}'. Usage: [--quick] [{string.Join("] [", all.Select(scenario => scenario.Name))}]");
    return 2;
}

using var plan = new SoakPlan(isQuick: args.Contains("--quick"));
var results = new List<SoakResult>();
foreach (var (name, run) in all)
{
    if (names.Count > 0 && !names.Contains(name))
        continue;
    try
    {
        await foreach (var result in run(plan))
        {
            Console.Error.WriteLine($"{result.Scenario}: {result.Figures}: {result.Verdict}");
            results.Add(result);
        }
    }
#pragma warning disable CA1031 // Any exception is a failure of its scenario, and the other scenarios still run.
    catch (Exception exception)
#pragma warning restore CA1031
    {
        Console.Error.WriteLine($"{name}: {exception}");
        results.Add(new SoakResult(name, "the scenario did not end", "—", [$"{exception.GetType().Name}: {exception.Message}"]));
    }
}

Console.WriteLine("| scenario | what was done | counted | the five checks |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (var result in results)
    Console.WriteLine($"| {result.Scenario} | {result.Done} | {result.Figures} | {result.Verdict} |");
Console.WriteLine();
Console.WriteLine($"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}{(plan.IsQuick ? "; --quick, so smaller" : string.Empty)}.");
return results.TrueForAll(result => result.Held) ? 0 : 1;
