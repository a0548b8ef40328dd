namespace IzzyPS.Planning.Evidence;

/// <summary>Something that was noticed about a plan's vehicles or about one of its files. A warning stops nothing.</summary>
/// <param name="Code">A stable PascalCase code.</param>
/// <param name="Message">What was noticed, in English.</param>
/// <param name="File">The stock file's name; null for a warning about vehicles.</param>
internal sealed record PlanWarning(string Code, string Message, string? File)
{
    /// <summary>How often it was noticed: the number of vehicles, or 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The keys of up to three of the vehicles; empty for a warning about a file.</summary>
    public IReadOnlyList<string> Vehicles
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>The message, after the file's name where there is one.</summary>
    public override string ToString() => File is null ? Message : $"{File}: {Message}";
}
