using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace IzzyPS.Vehicles;

/// <summary>The API's words of an enumeration: the names of its members in capitals.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal static class ApiWord<TEnum>
    where TEnum : struct, Enum
{
    // Indexed by the enumeration's value, because each vehicle of a stock asks for six words.
    private static readonly string?[] Words = MakeWords();

    private static readonly FrozenDictionary<string, TEnum> Values =
        Enum.GetValues<TEnum>().ToFrozenDictionary(GetWord, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every word, in the enumeration's order.</summary>
    public static IEnumerable<string> All { get; } = [.. Enum.GetValues<TEnum>().Select(GetWord)];

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
    public static bool TryParse(string word, out TEnum value) => Values.TryGetValue(word, out value);

    private static string? Find(TEnum value)
    {
        var index = Unsafe.BitCast<TEnum, int>(value);
        return (uint)index < (uint)Words.Length ? Words[index] : null;
    }

    private static string?[] MakeWords()
    {
        var values = Enum.GetValues<TEnum>();
        var words = new string?[values.Max(value => Unsafe.BitCast<TEnum, int>(value)) + 1];
        foreach (var value in values)
            words[Unsafe.BitCast<TEnum, int>(value)] = value.ToString().ToUpperInvariant();
        return words;
    }
}
