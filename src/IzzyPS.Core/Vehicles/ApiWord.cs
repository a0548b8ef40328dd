using System.Collections.Frozen;
using System.Text.Json;

namespace IzzyPS.Vehicles;

/// <summary>The API's words of an enumeration: its members in capitals.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal static class ApiWord<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Words =
        Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => value.ToString().ToUpperInvariant());

    private static readonly FrozenDictionary<string, TEnum> Values =
        Words.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<TEnum, JsonEncodedText> Encoded =
        Words.ToFrozenDictionary(pair => pair.Key, pair => JsonEncodedText.Encode(pair.Value));

    /// <summary>Every word, in the enumeration's order.</summary>
    public static IEnumerable<string> All { get; } = [.. Enum.GetValues<TEnum>().Select(Of)];

    /// <summary>The API's word, <c>PETROL</c> for <see cref="FuelType.Petrol"/>.</summary>
    public static string Of(TEnum value) => Words[value];

    /// <summary>The API's word, ready to be written.</summary>
    internal static JsonEncodedText EncodedOf(TEnum value) => Encoded[value];

    internal static bool IsKnown(TEnum value) => Words.ContainsKey(value);

    /// <summary>The value of the API's word, in any case.</summary>
    /// <exception cref="FormatException">It is not one of the API's words.</exception>
    public static TEnum Parse(string word) =>
        TryParse(word, out var value)
            ? value
            : throw new FormatException($"'{word}' is not a {typeof(TEnum).Name}; accepted: {string.Join(", ", All)}.");

    /// <summary>Reads the API's word, in any case.</summary>
    public static bool TryParse(string word, out TEnum value) => Values.TryGetValue(word, out value);
}
