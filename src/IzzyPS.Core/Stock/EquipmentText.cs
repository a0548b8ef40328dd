using System.Text;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock;

/// <summary>
/// A description. Where it is a list of equipment, separated by <c> | </c>, each item stays once, where it stood first:
/// partners' systems repeat them. Items that differ in case are different.
/// </summary>
internal static class EquipmentText
{
    private const string Separator = " | ";
    private const int MostOnStack = 128;

    public static string Clean(ReadOnlySpan<char> text)
    {
        if (!PlainText.IsClean(text))
            text = PlainText.Clean(text, keepLines: true);
        if (text.IndexOf(Separator) < 0)
            return new string(text);

        var most = text.Count('|') + 1;
        Span<ulong> hashes = most <= MostOnStack ? stackalloc ulong[most] : new ulong[most];
        Span<Range> items = most <= MostOnStack ? stackalloc Range[most] : new Range[most];
        var count = 0;
        var isAsWritten = true;
        foreach (var split in text.Split(Separator))
        {
            var item = text[split].Trim();
            var start = split.Start.Value;
            isAsWritten &= item.Length == split.End.Value - start && !item.IsEmpty;
            if (item.IsEmpty)
                continue;
            var hash = KeyHash.Of(item);
            if (IsRepeat(text, item, hash, hashes[..count], items))
            {
                isAsWritten = false;
                continue;
            }

            start = text.Length - text[start..].TrimStart().Length;
            items[count] = new Range(start, start + item.Length);
            hashes[count++] = hash;
        }

        return isAsWritten ? new string(text) : Join(text, items[..count]);
    }

    private static bool IsRepeat(ReadOnlySpan<char> text, ReadOnlySpan<char> item, ulong hash, ReadOnlySpan<ulong> hashes, ReadOnlySpan<Range> items)
    {
        for (var from = 0; hashes[from..].IndexOf(hash) is >= 0 and var at; from += at + 1)
        {
            if (text[items[from + at]].SequenceEqual(item))
                return true;
        }

        return false;
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
