using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Runs.Reporting;

/// <summary>Everything that is held back with one code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Count">How many vehicles are held back.</param>
/// <param name="Permission">The option that allows all of them; null where none does.</param>
/// <param name="Reason">Why the first of them is held back.</param>
/// <param name="Examples">The VINs or configuration numbers of the first three.</param>
internal sealed record HeldGroup(FaultCode Code, int Count, Permission? Permission, string? Reason, IReadOnlyList<string> Examples)
{
    private const int MostExamples = 3;

    /// <summary>Groups entries by their codes. The largest group comes first.</summary>
    internal static IReadOnlyList<HeldGroup> Create(IEnumerable<RunEntry> entries) =>
    [
        .. entries
            .Where(entry => entry.Code is not null)
            .GroupBy(entry => entry.Code!.Value)
            .Select(group => new HeldGroup(
                group.Key,
                group.Count(),
                Permission.Merge(group.Select(entry => entry.Permission)),
                group.First().Reason,
                [.. group.Take(MostExamples).Select(entry => entry.Vin ?? "#" + entry.ConfigurationNumber)]))
            .OrderByDescending(group => group.Count)
            .ThenBy(group => group.Code),
    ];
}
