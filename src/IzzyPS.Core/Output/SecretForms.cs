using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace IzzyPS.Output;

/// <summary>A secret in the forms in which a server, a proxy or a library may quote it.</summary>
internal static class SecretForms
{
    /// <summary>A shorter part of a secret's base64 may stand in any text.</summary>
    private const int ShortestPart = 6;

    /// <summary>The forms, the longest first, so that no form hides a part of a longer one. They are compared without case.</summary>
    internal static string[] Create(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        Rune[] runes = [.. secret.EnumerateRunes()];
        var escaped = Uri.EscapeDataString(secret);
        var escapedEach = EncodeEach(bytes, value => $"%{value:X2}");
        string[] forms =
        [
            secret,
            escaped,
            Uri.EscapeDataString(escaped),
            escapedEach,
            escapedEach.Replace("%", "%25", StringComparison.Ordinal),
            WebUtility.UrlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            EncodeEach(secret, value => $"\\u{(int)value:X4}"),
            WebUtility.HtmlEncode(secret),
            EncodeEach(runes, rune => string.Create(CultureInfo.InvariantCulture, $"&#{rune.Value};")),
            EncodeEach(runes, rune => $"&#x{rune.Value:X};"),
            Convert.ToHexString(bytes),
            EncodeEach(bytes, value => $"{value:X2}:").TrimEnd(':'),
            Convert.ToBase64String(bytes),
            .. GetBase64Parts(bytes).Where(part => part.Length >= ShortestPart),
        ];
        return [.. forms.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(form => form.Length)];
    }

    private static string EncodeEach<T>(IEnumerable<T> values, Func<T, string> write) => string.Concat(values.Select(write));

    /// <summary>
    /// What base64 makes of the secret within a longer text: three different texts, by where the secret begins in a group of three bytes. The
    /// characters at the ends depend on the neighbours too, and are left out. The alphabet of addresses has - and _ for + and /.
    /// </summary>
    private static IEnumerable<string> GetBase64Parts(byte[] secret)
    {
        for (var before = 0; before < 3; before++)
        {
            var text = Convert.ToBase64String([.. new byte[before], .. secret]);
            var first = before == 0 ? 0 : before + 1;
            var part = text[first..((before + secret.Length) * 8 / 6)];
            yield return part;
            yield return part.Replace('+', '-').Replace('/', '_');
        }
    }
}
