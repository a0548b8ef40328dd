using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace IzzyPS.Dealer;

/// <summary>Makes text from outside fit to be shown: no secrets, no control characters, not long.</summary>
internal sealed class SecretMask
{
    internal const int MostShown = 500;

    /// <summary>A shorter token is no secret, and masking it would blot out the message.</summary>
    private const int ShortestToken = 6;

    /// <summary>The forms of this many of the last tokens are kept: a server may quote one that was replaced a moment ago.</summary>
    private const int TokensKept = 4;

    private readonly Lock _lock = new();
    private readonly string[] _secret;
    private readonly Queue<string[]> _tokens = new();
    private volatile string[] _forms;

    internal SecretMask(string clientId, string clientSecret)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(clientId + ":" + clientSecret));
        _forms = _secret = [.. FormsOf(clientSecret), basic];
    }

    /// <summary>Takes a new token among the secrets.</summary>
    internal void Add(string token)
    {
        if (token.Length < ShortestToken)
            return;
        lock (_lock)
        {
            _tokens.Enqueue(FormsOf(token));
            if (_tokens.Count > TokensKept)
                _tokens.Dequeue();
            _forms = [.. _secret, .. _tokens.SelectMany(forms => forms)];
        }
    }

    /// <summary>The text without secrets, on one line, at most <see cref="MostShown"/> characters.</summary>
    internal string Clean(string text)
    {
        foreach (var form in _forms)
            text = text.Replace(form, "***", StringComparison.OrdinalIgnoreCase);

        var clean = new StringBuilder(Math.Min(text.Length, MostShown));
        var isGap = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
            {
                if (!isGap)
                    clean.Append(' ');
                isGap = true;
                continue;
            }

            if (clean.Length >= MostShown - 1)
                return clean.Append('…').ToString();
            clean.Append(rune.ToString());
            isGap = false;
        }

        return clean.ToString().TrimEnd();
    }

    internal string Clean(ReadOnlySpan<byte> utf8) => Clean(Encoding.UTF8.GetString(utf8));

    /// <summary>Controls and escapes, and what turns the reading direction around: all that can make a terminal lie.</summary>
    private static bool IsInvisible(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>A secret as it is, and as a server may quote it.</summary>
    private static string[] FormsOf(string secret) =>
    [
        .. new[]
        {
            secret,
            Uri.EscapeDataString(secret),
            WebUtility.UrlEncode(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            WebUtility.HtmlEncode(secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        }.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(form => form.Length),
    ];
}
