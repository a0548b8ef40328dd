using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Dealer;

namespace IzzyPS.Output;

/// <summary>Masks secrets in each text of a JSON document while it is written, so that the document stays whole.</summary>
internal sealed class OutgoingJson : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Secrets.Mask(value));

    /// <summary>
    /// The document with escapes for all characters that can't be seen. The encoder that leaves Polish letters as they are leaves those
    /// too that turn the reading direction.
    /// </summary>
    internal static string Escape(string json)
    {
        if (!json.EnumerateRunes().Any(IsInvisible))
            return json;
        var escaped = new StringBuilder(json.Length + 16);
        Span<char> characters = stackalloc char[2];
        foreach (var rune in json.EnumerateRunes())
        {
            var length = rune.EncodeToUtf16(characters);
            foreach (var character in characters[..length])
                _ = IsInvisible(rune) ? escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}") : escaped.Append(character);
        }

        return escaped.ToString();
    }

    private static bool IsInvisible(Rune rune) => rune.Value is not ('\n' or '\r')
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
