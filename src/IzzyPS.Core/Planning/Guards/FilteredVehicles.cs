namespace IzzyPS.Planning.Guards;

/// <summary>Vehicles that the files hold and that did not reach the planner.</summary>
/// <param name="Count">How many.</param>
/// <param name="Listed">Those of them that are listed, by key.</param>
internal sealed record FilteredVehicles(int Count, IReadOnlyList<string> Listed)
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
