using IzzyPS.Planning.Evidence;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Finds missing listings that are the last ones of the feed's previous complete file: the partner's export may have stopped at the end of a row, and then
/// nothing else in the file shows it. Source: SAFETY.md, "Guards".
/// </summary>
internal static class FileTailGuard
{
    private const int Least = 2;

    /// <summary>Finds the missing listings; empty where fewer than two are the last ones, or where something new is behind them.</summary>
    /// <param name="missing">The feed's active listings that the input lacks.</param>
    /// <param name="previous">The last keys of each of the previous complete files.</param>
    /// <param name="order">The input.</param>
    /// <param name="added">The vehicles of the input that are not listed.</param>
    internal static IReadOnlySet<VehicleKey> FindTail(
        IReadOnlyList<VehicleKey> missing, IReadOnlyList<ulong[]> previous, FileOrder order, IEnumerable<VehicleKey> added)
    {
        var tail = new HashSet<VehicleKey>();
        if (missing.Count < Least || previous.Count == 0)
            return tail;
        var absent = new Dictionary<ulong, VehicleKey>();
        foreach (var key in missing)
            absent[KeyHash.Compute(key)] = key;
        var present = FindPresent(previous, order);
        HashSet<ulong>? addedHashes = null;
        foreach (var file in previous)
        {
            var (ended, before) = WalkBack(file, absent, present);
            addedHashes ??= ended.Count < Least ? null : [.. added.Select(KeyHash.Compute)];
            if (ended.Count < Least || EndsInNew(order, before, addedHashes!))
                continue;
            // The whole part that was kept is missing, so the end of the file may begin before it.
            tail.UnionWith(before is null ? missing : ended);
        }

        return tail;
    }

    /// <summary>Walks from the end of a previous file to the first vehicle that the input has.</summary>
    /// <returns>The missing listings on the way, and the vehicle's key; null where the input has none of the keys.</returns>
    private static (List<VehicleKey> Ended, ulong? Before) WalkBack(ulong[] file, Dictionary<ulong, VehicleKey> absent, HashSet<ulong> present)
    {
        var ended = new List<VehicleKey>();
        foreach (var hash in file.Reverse())
        {
            if (present.Contains(hash))
                return (ended, hash);
            // Other vehicles were not listed then, or are closed by now.
            if (absent.TryGetValue(hash, out var key))
                ended.Add(key);
        }

        return (ended, null);
    }

    /// <summary>Whether the file that has the vehicle before the missing ones ends in a vehicle that is not listed. Such a file was written to its end.</summary>
    private static bool EndsInNew(FileOrder order, ulong? before, HashSet<ulong> added)
    {
        foreach (var file in order.Files)
        {
            var hashes = file.Hashes;
            if (hashes.Length > 0 && (before is null || hashes.Contains(before.Value)) && added.Contains(hashes[^1]))
                return true;
        }

        return false;
    }

    /// <summary>Finds the keys of the previous files that the input has.</summary>
    private static HashSet<ulong> FindPresent(IReadOnlyList<ulong[]> previous, FileOrder order)
    {
        var known = previous.SelectMany(file => file).ToHashSet();
        var present = order.Rejected.Where(known.Contains).ToHashSet();
        foreach (var file in order.Files)
        {
            foreach (var hash in file.Hashes)
            {
                if (known.Contains(hash))
                    _ = present.Add(hash);
            }
        }

        return present;
    }
}
