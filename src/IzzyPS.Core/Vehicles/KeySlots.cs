namespace IzzyPS.Vehicles;

/// <summary>
/// The slots of a hash table with open addressing whose entries are found by a <see cref="KeyHash"/>. The first slot of a hash is proportional
/// to the hash. Where it is taken, the next slot is tried; after the last slot comes the first.
/// </summary>
internal static class KeySlots
{
    /// <summary>Gets the slot at which the search for a hash begins.</summary>
    internal static int GetFirst(ulong hash, int slots) => (int)Math.BigMul(hash, (ulong)slots, out _);

    /// <summary>Gets the slot that is tried after another one.</summary>
    internal static int GetNext(int slot, int slots) => slot + 1 == slots ? 0 : slot + 1;
}
