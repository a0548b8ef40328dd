using System.Globalization;

namespace IzzyPS.Benchmarks;

/// <summary>One line of the table of results.</summary>
/// <param name="Name">What was measured, and what it was compared with.</param>
/// <param name="Measured">The ratio, and the times that it was computed from.</param>
/// <param name="Target">The promised value. A dash when there is no promise.</param>
/// <param name="IsMet">Whether the promise is kept. Null when nothing was promised or measured.</param>
internal sealed record Figure(string Name, string Measured, string Target, bool? IsMet)
{
    public string Verdict => IsMet switch { true => "pass", false => "FAIL", null => string.Empty };

    public static Figure CreateAtLeast(string name, double value, double least, string details) =>
        new(name, Format($"{value:0.00} ({details})"), Format($"≥ {least:0.0#}"), value >= least);

    public static Figure CreateAtMost(string name, double value, double most, string details) =>
        new(name, Format($"{value:0.00} ({details})"), Format($"≤ {most:0.00}"), value <= most);

    public static Figure CreateSkipped(string name, string target, string why) => new(name, $"SKIPPED: {why}", target, null);

    /// <summary>Formats a text with numbers in the invariant culture.</summary>
    public static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
