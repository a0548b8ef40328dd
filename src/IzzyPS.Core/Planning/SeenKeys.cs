using System.Runtime.InteropServices;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning;

/// <summary>The keys of the vehicles that reached the planner, as hashes: 8 bytes for each.</summary>
internal sealed class SeenKeys
{
    private readonly List<ulong> _hashes = [];

    internal void Add(VehicleKey key) => _hashes.Add(KeyHash.Compute(key));

    /// <summary>Finds the valid vehicles of the import's files that did not reach the planner: something filtered the pipeline.</summary>
    /// <param name="stock">The evidence.</param>
    /// <param name="absent">The feed's listings that the planner did not see.</param>
    /// <returns>Null where the planner saw every vehicle.</returns>
    internal FilteredVehicles? FindFiltered(StockEvidence stock, IReadOnlyList<LedgerEntry> absent)
    {
        if (BeginWith(stock))
            return null;
        ulong[] seen = [.. _hashes];
        Array.Sort(seen);
        var filtered = new HashSet<ulong>();
        foreach (var file in stock.Files)
        {
            foreach (var hash in file.ValidKeys.Hashes)
            {
                if (Array.BinarySearch(seen, hash) < 0)
                    _ = filtered.Add(hash);
            }
        }

        return filtered.Count == 0
            ? null
            : new FilteredVehicles(filtered.Count, [.. absent.Where(entry => filtered.Contains(KeyHash.Compute(entry.Key))).Select(entry => entry.Key.Value)]);
    }

    /// <summary>Whether the keys seen begin with the files' keys. They do where nothing was filtered or sorted.</summary>
    private bool BeginWith(StockEvidence stock)
    {
        ReadOnlySpan<ulong> seen = CollectionsMarshal.AsSpan(_hashes);
        foreach (var file in stock.Files)
        {
            var valid = file.ValidKeys.Hashes;
            if (!seen.StartsWith(valid))
                return false;
            seen = seen[valid.Length..];
        }

        return true;
    }
}
