using System.Runtime.InteropServices;
using IzzyPS.Soak;

(string Name, Func<SoakPlan, IAsyncEnumerable<SoakResult>> Run)[] all =
[
    ("kill-points", KillPoints.RunAsync),
    ("random-kills", RandomKills.RunAsync),
    ("long-run", LongRun.RunAsync),
];

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
    await foreach (var result in run(plan))
    {
        Console.Error.WriteLine($"{result.Scenario}: {result.Figures}: {result.Verdict}");
        results.Add(result);
    }
}

Console.WriteLine("| scenario | what was done | counted | the five checks |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (var result in results)
    Console.WriteLine($"| {result.Scenario} | {result.Done} | {result.Figures} | {result.Verdict} |");
Console.WriteLine();
Console.WriteLine($"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}{(plan.IsQuick ? "; --quick, so smaller" : string.Empty)}.");
return results.TrueForAll(result => result.Held) ? 0 : 1;
