using System.Globalization;
using System.Runtime.InteropServices;

namespace IzzyPS.Planning.Evidence;

/// <summary>
/// Counts the warnings of vehicles. Many warnings of one kind become one warning with their number and three examples: a thousand cars without an engine
/// code are one warning.
/// </summary>
internal sealed class WarningTally
{
    private const int MostExamples = 3;

    private readonly Dictionary<(string Code, VehicleField? Field), Kind> _kinds = [];

    /// <summary>Adds the warnings of a vehicle.</summary>
    internal void Add(Vehicle vehicle)
    {
        foreach (var warning in vehicle.Warnings)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_kinds, (warning.Code, warning.Field), out _);
            kind ??= new Kind(warning.Message);
            kind.Count++;
            kind.IsOneMessage &= warning.Message == kind.Message;
            if (kind.Examples.Count < MostExamples)
                kind.Examples.Add(vehicle.Key?.Value ?? vehicle.Origin.ToString());
        }
    }

    /// <summary>Makes one warning of each kind, in the order in which the kinds were found.</summary>
    internal IEnumerable<PlanWarning> Summarize() =>
        _kinds.Select(pair => new PlanWarning(pair.Key.Code, Describe(pair.Value), null) { Count = pair.Value.Count, Vehicles = pair.Value.Examples });

    private static string Describe(Kind kind)
    {
        if (kind.Count == 1)
            return $"{kind.Examples[0]}: {kind.Message}";
        var more = kind.Count > kind.Examples.Count ? ", …" : string.Empty;
        var example = kind.IsOneMessage ? string.Empty : "for example: ";
        return string.Create(CultureInfo.InvariantCulture, $"{kind.Count:N0} vehicles ({string.Join(", ", kind.Examples)}{more}): {example}{kind.Message}");
    }

    private sealed class Kind(string message)
    {
        internal string Message { get; } = message;

        internal int Count { get; set; }

        internal bool IsOneMessage { get; set; } = true;

        internal List<string> Examples { get; } = [];
    }
}
