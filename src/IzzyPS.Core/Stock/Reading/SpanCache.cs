using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Caches the values that were created from texts, because makes, models and words repeat in most rows. Each hash has one slot, so the cache never
/// grows. If another text has taken the slot, the value is created again.
/// </summary>
/// <typeparam name="T">The type of the values.</typeparam>
internal sealed class SpanCache<T>
{
    private const int Slots = 1024; // A power of two.
    private const int LongestText = 128;

    private readonly Func<string, T> _make;
    private readonly Slot[] _slots = new Slot[Slots];

    public SpanCache(Func<string, T> make) => _make = make;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public T Get(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestText)
            return _make(new string(text));
        ref var slot = ref _slots[ComputeHash(text) & (Slots - 1)];
        if (slot.Text is null || !text.SequenceEqual(slot.Text))
        {
            var key = new string(text);
            slot = new Slot(key, _make(key));
        }

        return slot.Value;
    }

    /// <summary>Computes a fast hash of the text's length, start and end. Two texts with the same hash only replace each other in the cache.</summary>
    private static uint ComputeHash(ReadOnlySpan<char> text)
    {
        const ulong Prime = 0x9E3779B185EBCA87;
        ulong mixed;
        if (text.Length >= 4)
        {
            var bytes = MemoryMarshal.AsBytes(text);
            mixed = (Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(bytes)) * Prime)
                ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), bytes.Length - sizeof(ulong)));
        }
        else
        {
            mixed = 0;
            foreach (var character in text)
                mixed = (mixed << 16) | character;
        }

        mixed = (mixed ^ (ulong)text.Length) * Prime;
        return (uint)(mixed >> 40);
    }

    private readonly record struct Slot(string Text, T Value);
}
