using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock;

/// <summary>The rows of one file that share a key.</summary>
internal sealed class RepeatedKey
{
    private const int MostLines = 10;

    private readonly List<int> _lines = [];
    private UInt128 _content;

    /// <summary>The line of the first row: the one that counts where all are the same.</summary>
    public int FirstLine => _lines[0];

    public int Count { get; private set; }

    /// <summary>Whether all rows are the same vehicle to the last field.</summary>
    public bool IsSame { get; private set; } = true;

    /// <summary>The lines, for people.</summary>
    public string Lines => string.Join(", ", _lines) + (Count > _lines.Count ? $" and {Count - _lines.Count} more" : string.Empty);

    /// <summary>Adds a row.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="content">The hash of its values, or null for a row that is not valid.</param>
    public void Add(int line, UInt128? content)
    {
        if (Count++ == 0)
            _content = content ?? default;
        IsSame &= content == _content;
        if (_lines.Count < MostLines)
            _lines.Add(line);
    }
}

/// <summary>
/// Finds the keys that a file has more than once: the first look keeps 64 bits a row, and the few that repeat are compared for real.
/// </summary>
internal sealed class RepeatedKeys
{
    private readonly List<ulong> _hashes = [];
    private readonly Dictionary<string, RepeatedKey> _byKey = new(StringComparer.Ordinal);
    private HashSet<ulong> _candidates = [];

    /// <summary>Notes a row's key.</summary>
    public void Note(ReadOnlySpan<char> key) => _hashes.Add(KeyHash.Of(key));

    /// <summary>Whether any hash is there more than once; forgets all the others.</summary>
    public bool FindCandidates()
    {
        var sorted = CollectionsMarshal.AsSpan(_hashes);
        sorted.Sort();
        for (var at = 1; at < sorted.Length; at++)
        {
            if (sorted[at] == sorted[at - 1])
                _candidates.Add(sorted[at]);
        }

        _hashes.Clear();
        _hashes.TrimExcess();
        return _candidates.Count > 0;
    }

    public bool IsCandidate(ReadOnlySpan<char> key) => _candidates.Contains(KeyHash.Of(key));

    /// <summary>Takes a candidate's row.</summary>
    public void Add(ReadOnlySpan<char> key, int line, Vehicle? vehicle)
    {
        ref var repeated = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey.GetAlternateLookup<ReadOnlySpan<char>>(), key, out _);
        (repeated ??= new RepeatedKey()).Add(line, vehicle is null ? null : ContentOf(vehicle));
    }

    /// <summary>Drops the candidates that only shared a hash.</summary>
    public void Confirm()
    {
        foreach (var (key, repeated) in _byKey)
        {
            if (repeated.Count == 1)
                _byKey.Remove(key);
        }

        _candidates = [.. _byKey.Keys.Select(key => KeyHash.Of(key))];
    }

    /// <summary>The rows that share a key, or null.</summary>
    public RepeatedKey? Find(ReadOnlySpan<char> key) =>
        _candidates.Count > 0 && !key.IsEmpty && IsCandidate(key) && _byKey.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var repeated) ? repeated : null;

    /// <summary>The hash of all of a vehicle's values, the dealer's own too.</summary>
    private static UInt128 ContentOf(Vehicle vehicle)
    {
        var json = new JsonText();
        foreach (var field in VehicleFields.All)
        {
            field.Write(json, vehicle);
            json.Raw(","u8);
        }

        if (vehicle.LocationNumber is { } number)
            json.Text(number);

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json.Written, digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }
}
