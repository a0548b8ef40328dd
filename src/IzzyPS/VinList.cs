using System.Globalization;

namespace IzzyPS;

/// <summary>Names the first few of several vehicles in a message.</summary>
internal static class VinList
{
    private const int NamedAtMost = 10;

    /// <summary>Returns the first ten keys and the number of the others.</summary>
    internal static string Describe(IEnumerable<VehicleChange> changes)
    {
        var keys = changes.Select(change => change.Key.Value).ToList();
        var named = string.Join(", ", keys.Take(NamedAtMost));
        return keys.Count <= NamedAtMost ? named : string.Create(CultureInfo.InvariantCulture, $"{named} and {keys.Count - NamedAtMost} more");
    }
}
