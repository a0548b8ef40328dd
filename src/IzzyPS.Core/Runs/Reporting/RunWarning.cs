namespace IzzyPS.Runs.Reporting;

/// <summary>A warning of a run.</summary>
/// <param name="Code">A stable PascalCase code.</param>
/// <param name="Message">What was noticed, in English.</param>
/// <param name="File">The stock file's name; null for a warning about no file.</param>
internal sealed record RunWarning(string Code, string Message, string? File)
{
    /// <summary>How often it was noticed: the number of vehicles, or 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The keys of up to three of the vehicles; empty for a warning about a file.</summary>
    public IReadOnlyList<string> Vehicles { get; init; } = [];
}
