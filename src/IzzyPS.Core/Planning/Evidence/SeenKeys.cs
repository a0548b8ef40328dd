using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Evidence;

/// <summary>
/// The keys of the vehicles that reached the planner, as hashes. As long as the vehicles come in the order of the import's files, only
/// their number is kept, because the import's files already keep the hashes. From the first vehicle that comes in another order, each takes 8 bytes.
/// </summary>
internal sealed class SeenKeys
{
    private List<ulong>? _hashes; // Null as long as the vehicles follow the files.
    private IKeyHashes? _file;
    private int _fileNumber;
    private int _followedInFile;
    private int _followed;

    /// <summary>Adds a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="input">The plan's import; null for vehicles made by hand, of which nothing is known to be missing.</param>
    internal void Add(VehicleKey key, IStockInput? input)
    {
        if (input is null)
            return;
        var hash = KeyHash.Compute(key);
        if (_hashes is null)
        {
            if (FindNext(input) == hash)
            {
                _followedInFile++;
                _followed++;
                return;
            }

            _hashes = CopyFollowed(input);
        }

        _hashes.Add(hash);
    }

    /// <summary>Finds the valid vehicles of the import's files that did not reach the planner: something filtered the pipeline.</summary>
    /// <param name="input">The import.</param>
    /// <param name="absent">The feed's listings that the planner did not see.</param>
    /// <returns>Null where the planner saw every vehicle.</returns>
    internal FilteredVehicles? FindFiltered(IStockInput input, IReadOnlyList<LedgerEntry> absent)
    {
        var files = ListFiles(input).ToList();
        if (_hashes is null && _followed == files.Sum(file => file.Hashes.Length))
            return null;
        var seen = new HashSet<ulong>(_hashes ?? CopyFollowed(input));
        var filtered = new HashSet<ulong>();
        foreach (var file in files)
        {
            foreach (var hash in file.Hashes)
            {
                if (!seen.Contains(hash))
                    _ = filtered.Add(hash);
            }
        }

        return filtered.Count == 0
            ? null
            : new FilteredVehicles(filtered.Count, absent.Where(entry => filtered.Contains(KeyHash.Compute(entry.Key))).Select(entry => entry.Key.Value).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<IKeyHashes> ListFiles(IStockInput input)
    {
        for (var number = 0; input.FindValidKeys(number) is { } file; number++)
            yield return file;
    }

    /// <summary>Finds the hash of the vehicle that comes next in the files; null where no further vehicle was read.</summary>
    private ulong? FindNext(IStockInput input)
    {
        _file ??= input.FindValidKeys(_fileNumber);
        while (_file is { } file)
        {
            if (_followedInFile < file.Hashes.Length)
                return file.Hashes[_followedInFile];
            if (input.FindValidKeys(_fileNumber + 1) is not { } next)
                return null;
            (_file, _fileNumber, _followedInFile) = (next, _fileNumber + 1, 0);
        }

        return null;
    }

    private List<ulong> CopyFollowed(IStockInput input)
    {
        var hashes = new List<ulong>(_followed);
        foreach (var file in ListFiles(input))
            hashes.AddRange(file.Hashes[..Math.Min(file.Hashes.Length, _followed - hashes.Count)]);
        return hashes;
    }
}
