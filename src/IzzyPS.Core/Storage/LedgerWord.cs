using System.Text;

namespace IzzyPS.Storage;

/// <summary>The names of an enumeration as they stand in the ledger: people look into it.</summary>
/// <typeparam name="TEnum">An enumeration.</typeparam>
internal static class LedgerWord<TEnum>
    where TEnum : struct, Enum
{
    private static readonly TEnum[] Values = Enum.GetValues<TEnum>();

    private static readonly byte[][] Words = [.. Values.Select(value => Encoding.ASCII.GetBytes(value.ToString()))];

    internal static ReadOnlySpan<byte> ToUtf8(TEnum value) => Words[Array.IndexOf(Values, value)];

    internal static bool TryParse(ReadOnlySpan<byte> word, out TEnum value)
    {
        for (var index = 0; index < Words.Length; index++)
        {
            if (word.SequenceEqual(Words[index]))
            {
                value = Values[index];
                return true;
            }
        }

        value = default;
        return false;
    }
}
