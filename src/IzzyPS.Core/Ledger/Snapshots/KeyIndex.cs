using System.Text;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Snapshots;

/// <summary>
/// Finds a vehicle's place in the snapshot by its key. The index is a hash table with open addressing over the keys' bytes. A vehicle takes 32
/// bytes; in a dictionary of strings it takes 150. After the hash the whole keys are compared, so two keys are never confused.
/// </summary>
internal sealed class KeyIndex
{
    private const int LongestOnStack = 256;

    // The upper 32 bits of a slot are the lower 32 bits of the hash. The lower 32 bits are the place, counted from 1; 0 marks a free slot.
    private readonly ulong[] _slots;
    private readonly int[] _ends;
    private byte[] _keys;

    internal KeyIndex(int capacity)
    {
        _slots = new ulong[(capacity / 3 * 4) + 4];
        _ends = new int[capacity];
        _keys = new byte[capacity * Vin.Length];
    }

    internal int Count { get; private set; }

    /// <summary>Adds a key that the index does not have yet.</summary>
    internal void Add(ReadOnlySpan<byte> utf8)
    {
        var start = Count == 0 ? 0 : _ends[Count - 1];
        if (_keys.Length - start < utf8.Length)
            Array.Resize(ref _keys, Math.Max(start + utf8.Length, _keys.Length + (_keys.Length / 8)));
        utf8.CopyTo(_keys.AsSpan(start));
        _ends[Count++] = start + utf8.Length;

        var hash = ComputeHash(utf8);
        var slot = KeySlots.GetFirst(hash, _slots.Length);
        while (_slots[slot] != 0)
            slot = KeySlots.GetNext(slot, _slots.Length);
        _slots[slot] = (hash << 32) | (uint)Count;
    }

    /// <returns>The key's place, or −1 where the index does not have the key.</returns>
    internal int Find(string key)
    {
        var length = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> buffer = length <= LongestOnStack ? stackalloc byte[LongestOnStack] : new byte[length];
        ReadOnlySpan<byte> utf8 = buffer[..Encoding.UTF8.GetBytes(key, buffer)];

        var hash = KeyHash.Compute(key);
        for (var slot = KeySlots.GetFirst(hash, _slots.Length); _slots[slot] != 0; slot = KeySlots.GetNext(slot, _slots.Length))
        {
            var place = (int)(uint)_slots[slot] - 1;
            if (_slots[slot] >> 32 == (uint)hash && GetKey(place).SequenceEqual(utf8))
                return place;
        }

        return -1;
    }

    /// <summary>Gets the key at a place, as UTF-8.</summary>
    internal ReadOnlySpan<byte> GetKey(int place)
    {
        var start = place == 0 ? 0 : _ends[place - 1];
        return _keys.AsSpan(start, _ends[place] - start);
    }

    private static ulong ComputeHash(ReadOnlySpan<byte> utf8)
    {
        Span<char> buffer = utf8.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[utf8.Length];
        return KeyHash.Compute(buffer[..Encoding.UTF8.GetChars(utf8, buffer)]);
    }
}
