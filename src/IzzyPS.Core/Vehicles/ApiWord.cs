using System.Runtime.CompilerServices;

namespace IzzyPS.Vehicles;

/// <summary>The API's words of an enumeration: the names of its members in capitals.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal static class ApiWord<TEnum>
    where TEnum : struct, Enum
{
    // Indexed by the enumeration's value. No generic methods: each would be compiled for each enumeration in every fresh process.
    private static readonly string?[] Words = MakeWords();

    /// <summary>Every word, in the enumeration's order.</summary>
    public static IEnumerable<string> All { get; } = [.. Words.OfType<string>()];

    /// <summary>The API's word, <c>PETROL</c> for <see cref="FuelType.Petrol"/>.</summary>
    public static string GetWord(TEnum value) => Find(value) ?? throw new ArgumentOutOfRangeException(nameof(value), value, "It has no word.");

    internal static bool IsKnown(TEnum value) => Find(value) is not null;

    /// <summary>The value of the API's word, in any case.</summary>
    /// <exception cref="FormatException">It is not one of the API's words.</exception>
    public static TEnum Parse(string word) =>
        TryParse(word, out var value)
            ? value
            : throw new FormatException($"'{word}' is not a {typeof(TEnum).Name}; accepted: {string.Join(", ", All)}.");

    /// <summary>Reads the API's word, in any case.</summary>
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
        var names = Enum.GetNames(typeof(TEnum)); // In the order of their values, as the next line.
        var values = (int[])Enum.GetValuesAsUnderlyingType(typeof(TEnum));
#pragma warning restore CA2263
        var words = new string?[values[^1] + 1];
        for (var place = 0; place < values.Length; place++)
            words[values[place]] = names[place].ToUpperInvariant();
        return words;
    }
}
