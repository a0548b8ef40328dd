using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Remembers what was made of a text, because makes, models and words repeat all the time. There is one slot for each hash, so that
/// the cache never grows. A text whose slot was taken by another text is simply made again.
/// </summary>
/// <typeparam name="T">What is made of a text.</typeparam>
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
        ref var slot = ref _slots[Hash(text) & (Slots - 1)];
        if (slot.Text is null || !text.SequenceEqual(slot.Text))
        {
            var key = new string(text);
            slot = new Slot(key, _make(key));
        }

        return slot.Value;
    }

    /// <summary>A quick hash of the length and both ends of the text. A wrong guess costs one comparison.</summary>
    private static uint Hash(ReadOnlySpan<char> text)
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
