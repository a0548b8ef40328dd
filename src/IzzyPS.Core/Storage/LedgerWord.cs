using System.Text;

namespace IzzyPS.Storage;

/// <summary>Writes and reads the values of an enumeration as their names. The ledger holds names, because people look into it.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
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
