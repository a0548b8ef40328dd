using System.Runtime.CompilerServices;
using System.Text;
using IzzyPS.Output;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Values;

/// <summary>
/// Cleans a description. In a list of equipment whose items are separated by <c> | </c>, repeated items are removed and the first one stays, because
/// partners' systems repeat items. Items that differ in upper and lower case are different items.
/// </summary>
internal static class EquipmentText
{
    private const string Separator = " | ";
    private const int MostOnStack = 128;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public static string Clean(ReadOnlySpan<char> text)
    {
        if (!PlainText.IsClean(text))
            text = PlainText.Clean(text, keepLines: true);
        if (FindSeparator(text, 0) == text.Length)
            return new string(text);

        var most = text.Count('|') + 1;
        Span<ulong> hashes = most <= MostOnStack ? stackalloc ulong[most] : new ulong[most];
        Span<Range> items = most <= MostOnStack ? stackalloc Range[most] : new Range[most];
        var count = 0;
        var isAsWritten = true;
        for (var start = 0; start <= text.Length;)
        {
            var end = FindSeparator(text, start);
            var item = FindTrimmed(text, start, end);
            if (IsNew(text, item, hashes, items, count))
                items[count++] = item;
            else
                isAsWritten = false;
            start = end + 1;
        }

        return isAsWritten ? new string(text) : Join(text, items[..count]);
    }

    /// <summary>Finds the next <c>|</c> with a space or an end of the text on both sides; otherwise the end of the text.</summary>
    private static int FindSeparator(ReadOnlySpan<char> text, int start)
    {
        for (var at = start; at < text.Length; at++)
        {
            var next = text[at..].IndexOf('|');
            if (next < 0)
                break;
            at += next;
            if ((at == 0 || text[at - 1] == ' ') && (at == text.Length - 1 || text[at + 1] == ' '))
                return at;
        }

        return text.Length;
    }

    private static Range FindTrimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (start < end && text[start] == ' ')
            start++;
        while (end > start && text[end - 1] == ' ')
            end--;
        return new Range(start, end);
    }

    /// <summary>Whether an item is not empty and is not among the items before it. The item's hash is stored for the next comparisons.</summary>
    private static bool IsNew(ReadOnlySpan<char> text, Range range, Span<ulong> hashes, ReadOnlySpan<Range> items, int count)
    {
        var item = text[range];
        if (item.IsEmpty)
            return false;
        hashes[count] = KeyHash.Compute(item);
        for (var from = 0; hashes[from..count].IndexOf(hashes[count]) is >= 0 and var at; from += at + 1)
        {
            if (text[items[from + at]].SequenceEqual(item))
                return false;
        }

        return true;
    }

    private static string Join(ReadOnlySpan<char> text, ReadOnlySpan<Range> items)
    {
        var joined = new StringBuilder(text.Length);
        foreach (var item in items)
        {
            if (joined.Length > 0)
                joined.Append(Separator);
            joined.Append(text[item]);
        }

        return joined.ToString();
    }
}
