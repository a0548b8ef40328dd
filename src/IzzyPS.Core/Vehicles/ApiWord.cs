using System.Runtime.CompilerServices;

namespace IzzyPS.Vehicles;

/// <summary>Converts between an enumeration's values and the API's words for them: the names of the members in capitals.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal static class ApiWord<TEnum>
    where TEnum : struct, Enum
{
    // Indexed by the enumeration's value. Generic methods are avoided, because each of them is compiled again for each enumeration at every start.
    private static readonly string?[] Words = MakeWords();

    /// <summary>Every word, in the enumeration's order.</summary>
    public static IEnumerable<string> All { get; } = [.. Words.OfType<string>()];

    /// <summary>Gets the API's word of a value, for example <c>PETROL</c> for <see cref="FuelType.Petrol"/>.</summary>
    public static string GetWord(TEnum value) => Find(value) ?? throw new ArgumentOutOfRangeException(nameof(value), value, "The API has no word for this value.");

    internal static bool IsKnown(TEnum value) => Find(value) is not null;

    /// <summary>Reads one of the API's words, in upper or lower case.</summary>
    /// <exception cref="FormatException">The text is not one of the API's words.</exception>
    public static TEnum Parse(string word) =>
        TryParse(word, out var value)
            ? value
            : throw new FormatException($"'{word}' is not a {typeof(TEnum).Name}; accepted: {string.Join(", ", All)}.");

    /// <summary>Reads one of the API's words, in upper or lower case.</summary>
    /// <returns>False where the text is not one of the API's words.</returns>
    public static bool TryParse(string word, out TEnum value)
    {
        for (var index = 0; index < Words.Length; index++)
        {
            if (word.Equals(Words[index], StringComparison.OrdinalIgnoreCase))
            {
                value = Unsafe.BitCast<int, TEnum>(index);
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string? Find(TEnum value)
    {
        var index = Unsafe.BitCast<TEnum, int>(value);
        return (uint)index < (uint)Words.Length ? Words[index] : null;
    }

    private static string?[] MakeWords()
    {
#pragma warning disable CA2263 // The generic overloads are compiled when a process starts, once for each enumeration: 2 ms of a no-op run each.
        var names = Enum.GetNames(typeof(TEnum)); // Both arrays are in the order of the values.
        var values = (int[])Enum.GetValuesAsUnderlyingType(typeof(TEnum));
#pragma warning restore CA2263
        var words = new string?[values[^1] + 1];
        for (var place = 0; place < values.Length; place++)
            words[values[place]] = names[place].ToUpperInvariant();
        return words;
    }
}
