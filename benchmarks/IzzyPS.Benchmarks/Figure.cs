using System.Globalization;

namespace IzzyPS.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="Name">What was measured, and beside what.</param>
/// <param name="Measured">The ratio, and what it is made of.</param>
/// <param name="Target">What was promised; a dash where nothing was.</param>
/// <param name="IsMet">Whether it is kept; null where nothing was promised or measured.</param>
internal sealed record Figure(string Name, string Measured, string Target, bool? IsMet)
{
    public string Verdict => IsMet switch { true => "pass", false => "FAIL", null => string.Empty };

    public static Figure AtLeast(string name, double value, double least, string details) =>
        new(name, Text($"{value:0.00} ({details})"), Text($"≥ {least:0.0#}"), value >= least);

    public static Figure AtMost(string name, double value, double most, string details) =>
        new(name, Text($"{value:0.00} ({details})"), Text($"≤ {most:0.00}"), value <= most);

    public static Figure Skipped(string name, string target, string why) => new(name, $"SKIPPED: {why}", target, null);

    /// <summary>A text with numbers, as everywhere in the world.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
