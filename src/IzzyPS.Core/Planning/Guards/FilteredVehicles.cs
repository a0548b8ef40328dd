namespace IzzyPS.Planning.Guards;

/// <summary>The valid vehicles of the files that did not reach the planner.</summary>
/// <param name="Count">The number of the vehicles.</param>
/// <param name="Listed">The keys of those that are listed.</param>
internal sealed record FilteredVehicles(int Count, IReadOnlySet<string> Listed)
{
    private const int NamedAtMost = 5;

    internal string Message
    {
        get
        {
            var named = Listed.Count == 0
                ? string.Empty
                : $" (listed: {string.Join(", ", Listed.Take(NamedAtMost))}{(Listed.Count > NamedAtMost ? ", …" : string.Empty)})";
            return $"{Count} valid {(Count == 1 ? "vehicle" : "vehicles")} of the files did not reach the comparison{named}: something filtered the pipeline";
        }
    }
}
