using System.Runtime.InteropServices;
using IzzyPS.Hashing;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Checks;

/// <summary>
/// Finds the keys that a file has more than once. The first pass keeps a 64-bit hash of each row's key. A row whose hash was there before may be a
/// repeat, so its key and the hash of its values are kept. The values of the earlier row are not in memory at that time. The second pass reads the
/// earlier row first and compares its values with the kept hashes. So all rows of a key are known before the first of them is accepted or rejected.
/// </summary>
internal sealed class RepeatedKeys
{
    private readonly Dictionary<string, RepeatedKey> _byKey = new(StringComparer.Ordinal);
    private KeyHashSet? _hashes = new();

    /// <summary>Notes the key of a row, in the first pass.</summary>
    /// <returns>Whether the row may be a repeat and must be given to <see cref="Add"/>.</returns>
    public bool Note(ReadOnlySpan<char> key) => !_hashes!.Add(KeyHash.Compute(key));

    /// <summary>Keeps a row that may be a repeat.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="line">Its line.</param>
    /// <param name="vehicle">What it says, or null for a row that is not valid.</param>
    public void Add(ReadOnlySpan<char> key, int line, Vehicle? vehicle)
    {
        ref var repeated = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey.GetAlternateLookup<ReadOnlySpan<char>>(), key, out _);
        (repeated ??= new RepeatedKey()).Add(line, ComputeHash(vehicle));
    }

    /// <summary>Ends the first pass: the hashes are no longer needed.</summary>
    public void Seal() => _hashes = null;

    /// <summary>Looks up a row in the second pass. The rows come in the order of the file.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="line">Its line.</param>
    /// <param name="vehicle">What it says, or null for a row that is not valid.</param>
    /// <returns>The rows that share the key; null where the row is the only one.</returns>
    public RepeatedKey? Find(ReadOnlySpan<char> key, int line, Vehicle? vehicle)
    {
        if (_byKey.Count == 0 || key.IsEmpty || !_byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var repeated))
            return null;
        if (line < repeated.FirstLine)
            repeated.Prepend(line, ComputeHash(vehicle));
        return repeated.Count > 1 ? repeated : null; // With one row the key is not repeated: another key has the same hash.
    }

    /// <summary>Computes the hash of all values of a vehicle, the dealer's own fields included; null for a row that is not valid.</summary>
    private static ContentHash? ComputeHash(Vehicle? vehicle)
    {
        if (vehicle is null)
            return null;
        var json = new JsonText();
        foreach (var field in VehicleFields.All)
        {
            field.Write(json, vehicle);
            json.WriteRaw(","u8);
        }

        json.WriteText(vehicle.Status.ToString());
        if (vehicle.LocationNumber is { } number)
            json.WriteText(number);

        return ContentHash.Compute(json.Written);
    }
}
