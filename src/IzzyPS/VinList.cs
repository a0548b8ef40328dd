using System.Globalization;

namespace IzzyPS;

/// <summary>Names several vehicles in a message without flooding it.</summary>
internal static class VinList
{
    private const int NamedAtMost = 10;

    /// <summary>The first ten keys, and how many more there are.</summary>
    internal static string Describe(IEnumerable<VehicleChange> changes)
    {
        var keys = changes.Select(change => change.Key.Value).ToList();
        var named = string.Join(", ", keys.Take(NamedAtMost));
        return keys.Count <= NamedAtMost ? named : string.Create(CultureInfo.InvariantCulture, $"{named} and {keys.Count - NamedAtMost} more");
    }
}
