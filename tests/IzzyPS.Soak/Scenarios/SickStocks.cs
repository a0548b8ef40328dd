using System.Text;

namespace IzzyPS.Soak;

/// <summary>
/// A partner's file that was cut, replaced, garbled or made huge before it is read or while it is read. It must close nothing, and the
/// right file must be applied after it. Source: SAFETY.md, "Faults to survive", 10 and 11.
/// </summary>
internal static class SickStocks
{
    /// <summary>The only damage that can't be detected in the file. Only the limits of closes hold its closes back.</summary>
    internal const string Shorter = "40 % shorter";

    private const int Cars = 20;
    private const int Block = 1 << 20;

    /// <summary>The damages of the file before it is read.</summary>
    internal static readonly IReadOnlyDictionary<string, Action<string>> Harms = new Dictionary<string, Action<string>>(StringComparer.Ordinal)
    {
        ["cut in a row"] = path => ChangeBytes(path, bytes => bytes[..^60]),
        [Shorter] = path => ChangeLines(path, lines => lines[..(lines.Length * 6 / 10)]),
        ["cut before the last line break"] = path => ChangeBytes(path, bytes => bytes[..^1]),
        ["empty"] = path => ChangeBytes(path, _ => []),
        ["a header only"] = path => ChangeLines(path, lines => lines[..1]),
        ["missing"] = File.Delete,
        ["NUL bytes"] = path => ChangeBytes(path, bytes => [.. bytes[..900], 0, 0, .. bytes[900..]]),
        ["two encodings"] = path => ChangeBytes(path, bytes => [.. bytes, .. Encoding.GetEncoding("utf-16").GetBytes("żółw")]),
        ["an unclosed quote"] = path => ChangeLines(path, lines => [.. lines[..9], string.Join(",\"", lines[9].Split(',', 4)), .. lines[10..]]),
        ["a header twice"] = path => ChangeText(path, text => text.Replace("color,", "color,vin,", StringComparison.Ordinal)),
        ["a header missing"] = path => ChangeText(path, text => text.Replace("color,", "colour of the car,", StringComparison.Ordinal)),
        ["header and first row joined"] = path => ChangeText(path, text => text.Remove(text.IndexOf('\n', StringComparison.Ordinal), 1)),
        ["rows joined in pairs"] = path => ChangeLines(path, lines => [lines[0], .. lines.Skip(1).Chunk(2).Select(pair => string.Concat(pair))]),
        ["a row without a key"] = path => ChangeLines(path, lines => [.. lines[..^1], ",,," + lines[^1][40..]]),
        ["a line of a hundred megabytes"] = path => Append(path, 'x', 100),
        ["100 million commas"] = path => Append(path, ',', 100),
    };

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        var violations = new List<string>();
        foreach (var harm in Harms.Keys)
            violations.AddRange((await StrikeAsync(harm)).Select(violation => $"{harm}: {violation}"));
        foreach (var harm in Changes.Keys)
            violations.AddRange((await StrikeAsync(null, Changes[harm])).Select(violation => $"{harm}: {violation}"));
        var megabytes = plan.ScaleSize(1100);
        violations.AddRange((await StrikeAsync(path => Append(path, 'x', megabytes))).Select(violation => $"a line of a gigabyte: {violation}"));
        yield return new SoakResult(
            "sick stocks", $"stock files that were cut, garbled, blown up ({megabytes} MB in one line) or changed while they are read", $"{Harms.Count + Changes.Count + 1} strikes", violations);
    }

    /// <summary>The changes of the file between its two readings.</summary>
    internal static readonly IReadOnlyDictionary<string, Action<string>> Changes = new Dictionary<string, Action<string>>(StringComparer.Ordinal)
    {
        ["it grows while it is read"] = path => File.AppendAllText(path, StockFileGenerator.CreateRow(5000, StockDialect.Clean) + "\n"),
        ["it is replaced while it is read"] = path =>
        {
            ChangeLines(path + ".next", _ => File.ReadAllLines(path)[..12]);
            File.Move(path + ".next", path, overwrite: true);
        },
        ["it is shortened while it is read"] = path => ChangeLines(path, lines => lines[..12]),
        ["it is deleted while it is read"] = File.Delete,
    };

    internal static Task<IReadOnlyList<string>> StrikeAsync(string harm) => StrikeAsync(Harms[harm], allowClose: harm == Shorter ? null : 1000);

    /// <summary>Damages the file of the day and syncs it. The file lacks one of twenty listed cars, and all closes that can be allowed are allowed.</summary>
    /// <param name="harm">Damages the file before it is read.</param>
    /// <param name="change">Changes the file between its two readings.</param>
    /// <param name="allowClose">How many listings may be closed.</param>
    internal static async Task<IReadOnlyList<string>> StrikeAsync(Action<string>? harm, Action<string>? change = null, int? allowClose = 1000)
    {
        await using var rig = new SoakRig();
        var yard = new Yard(Enumerable.Range(0, Cars));
        _ = await rig.SyncHereAsync(rig.Write(yard));
        yard.Remove(4);
        yard.Drive(0);
        var path = rig.Write(yard);
        harm?.Invoke(path);
        var before = GC.GetTotalAllocatedBytes();
        var struck = await rig.SyncHereAsync(path, allowClose, change is null ? null : () => change(path));

        var violations = new List<string>();
        if (struck.ExitCode == 0 || struck.Count("closed") > 0 || rig.Server.ActiveCars.Count < Cars)
            violations.Add($"The exit code is {struck.ExitCode}, {struck.Count("closed")} were closed: {struck.Output}");
        if (GC.GetTotalAllocatedBytes() - before > 256L * 1024 * 1024)
            violations.Add($"{GC.GetTotalAllocatedBytes() - before:N0} bytes were allocated.");
        if (File.Exists(path))
            File.Delete(path); // Otherwise a file of a gigabyte would be searched for secrets.
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, rig.Write(yard, Yard.CreateBadRow(999)), struck, 0, allowClose: struck.Count("held_back"))];
    }

    private static void ChangeBytes(string path, Func<byte[], byte[]> change) => File.WriteAllBytes(path, change(File.ReadAllBytes(path)));

    private static void ChangeText(string path, Func<string, string> change) => File.WriteAllText(path, change(File.ReadAllText(path)));

    private static void ChangeLines(string path, Func<string[], IEnumerable<string>> change) =>
        File.WriteAllLines(path, change(File.Exists(path) ? File.ReadAllLines(path) : []));

    private static void Append(string path, char filler, int megabytes)
    {
        using var file = new FileStream(path, FileMode.Append);
        var block = Encoding.ASCII.GetBytes(new string(filler, Block));
        for (; megabytes > 0; megabytes--)
            file.Write(block);
    }
}
