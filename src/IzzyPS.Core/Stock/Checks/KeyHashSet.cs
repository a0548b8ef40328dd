using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Checks;

/// <summary>
/// A set of the hashes of a file's keys: 11 to 16 bytes a row, a third of a <c>HashSet</c>. The set is 256 small hash tables, one for
/// each first byte of a hash. So the set grows in small steps. One large table would need its old and its new memory at the same time.
/// </summary>
internal sealed class KeyHashSet
{
    private const int TableBits = 8;
    private const int FirstSlots = 64;

    private readonly Table[] _tables = new Table[1 << TableBits];
    private bool _hasZero; // Zero marks a free slot.

    /// <summary>Adds a hash.</summary>
    /// <returns>False where the set had the hash already.</returns>
    public bool Add(ulong hash) =>
        hash == 0 ? !_hasZero && (_hasZero = true) : _tables[hash >> (64 - TableBits)].Add(hash);

    /// <summary>A hash table with open addressing.</summary>
    private struct Table
    {
        private ulong[]? _slots;
        private int _count;

        internal bool Add(ulong hash)
        {
            _slots ??= new ulong[FirstSlots];
            if (_count >= _slots.Length / 4 * 3)
                Grow();
            if (!Put(_slots, hash))
                return false;
            _count++;
            return true;
        }

        private static bool Put(ulong[] slots, ulong hash)
        {
            var slot = KeySlots.GetFirst(hash << TableBits, slots.Length); // All hashes of a table have the same upper bits.
            while (slots[slot] != 0)
            {
                if (slots[slot] == hash)
                    return false;
                slot = KeySlots.GetNext(slot, slots.Length);
            }

            slots[slot] = hash;
            return true;
        }

        private void Grow()
        {
            var larger = new ulong[_slots!.Length / 2 * 3];
            foreach (var hash in _slots)
            {
                if (hash != 0)
                    _ = Put(larger, hash);
            }

            _slots = larger;
        }
    }
}
