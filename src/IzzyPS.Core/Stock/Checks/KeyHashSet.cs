namespace IzzyPS.Stock.Checks;

/// <summary>
/// A set of the hashes of a file's keys. It takes 11 to 16 bytes a row at a million rows, a third of a <c>HashSet</c>. It is an open
/// hash table; the place of a hash is proportional to the hash.
/// </summary>
internal sealed class KeyHashSet
{
    private ulong[] _slots = new ulong[256];
    private int _count;
    private bool _hasZero; // Zero marks a free slot.

    /// <summary>Adds a hash.</summary>
    /// <returns>False where it was there before.</returns>
    public bool Add(ulong hash)
    {
        if (hash == 0)
            return !_hasZero && (_hasZero = true);
        if (_count >= _slots.Length / 4 * 3)
            Grow();
        if (!Put(_slots, hash))
            return false;
        _count++;
        return true;
    }

    private static bool Put(ulong[] slots, ulong hash)
    {
        var at = (int)Math.BigMul(hash, (ulong)slots.Length, out _);
        while (slots[at] != 0)
        {
            if (slots[at] == hash)
                return false;
            at = at + 1 == slots.Length ? 0 : at + 1;
        }

        slots[at] = hash;
        return true;
    }

    private void Grow()
    {
        var larger = new ulong[_slots.Length * 2];
        foreach (var hash in _slots)
        {
            if (hash != 0)
                _ = Put(larger, hash);
        }

        _slots = larger;
    }
}
