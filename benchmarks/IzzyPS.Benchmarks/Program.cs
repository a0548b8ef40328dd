using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using IzzyPS.Benchmarks;

if (args is [SandboxProcess.Role, var latency])
    return await SandboxProcess.ServeAsync(int.Parse(latency, CultureInfo.InvariantCulture));
if (args is [SendingBenchmark.Role, var address, var clientId, var secret, var stock, var folder, var rounds])
    return await SendingBenchmark.CreateAsync(address, clientId, secret, stock, folder, int.Parse(rounds, CultureInfo.InvariantCulture));

if (args is [RunnersBenchmark.Role, var server, var account, var key, var file])
    return await RunnersBenchmark.RunAsync(server, account, key, file);

(string Name, Func<Bench, IAsyncEnumerable<Figure>> Run)[] all =
[
    ("reading", ReadingBenchmark.RunAsync),
    ("shell", ShellBenchmark.RunAsync),
    ("memory", MemoryBenchmark.RunAsync),
    ("sending", SendingBenchmark.RunAsync),
    ("journal", JournalBenchmark.RunAsync),
    ("runners", RunnersBenchmark.RunAsync),
    ("rerun", RerunBenchmark.RunAsync),
    ("million", MillionBenchmark.RunAsync),
    ("import", ImportBenchmark.RunAsync),
    ("start", StartBenchmark.RunAsync),
];

var names = args.Where(argument => argument != "--quick").ToList();
if (names.Find(name => all.All(benchmark => benchmark.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}'. Usage: [--quick] [{string.Join("] [", all.Select(benchmark => benchmark.Name))}]");
    return 2;
}

Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
using var bench = new Bench(isQuick: args.Contains("--quick"));
var figures = new List<Figure>();
foreach (var (name, run) in all)
{
    if (names.Count > 0 && !names.Contains(name))
        continue;
    await foreach (var figure in run(bench))
    {
        Console.Error.WriteLine($"{name}: {figure.Measured} (target {figure.Target})");
        figures.Add(figure);
    }
}

Console.WriteLine("| what | measured | target | |");
Console.WriteLine("| --- | --- | --- | --- |");
foreach (var figure in figures)
    Console.WriteLine($"| {figure.Name} | {figure.Measured} | {figure.Target} | {figure.Verdict} |");
Console.WriteLine();
Console.WriteLine($"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture}), {RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.FrameworkDescription}, PowerShell {await Shell.FindVersionAsync()}{(bench.IsQuick ? "; --quick, so rougher" : string.Empty)}.");
return figures.Exists(figure => figure.IsMet == false) ? 1 : 0;
