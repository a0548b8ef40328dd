using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace IzzyPS.Output;

/// <summary>Creates the forms in which a server, a proxy or a library may quote a secret.</summary>
internal static class SecretForms
{
    /// <summary>The shortest part of a secret's base64 that is masked. A shorter part may occur in any text by chance.</summary>
    private const int ShortestPart = 6;

    /// <summary>
    /// Creates the forms of a secret. The longest form comes first: if a shorter form were masked first, the longer form would no longer be
    /// found. The forms are compared without case.
    /// </summary>
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
    /// Gets the base64 of the secret as a part of a longer text. There are three different texts, because the secret may begin at each of the
    /// three bytes of a group. The characters at the ends also depend on the neighbouring text and are left out. The URL alphabet has - and _ in
    /// place of + and /.
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
