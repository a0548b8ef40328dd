using System.Globalization;
using System.Text;

namespace IzzyPS.Output;

/// <summary>
/// Makes text from a server safe to show: without secrets and control characters, and short. A connection has its own mask, which never forgets
/// the connection's client secret. <see cref="Secrets"/> masks the secrets of the whole process and may forget the oldest.
/// </summary>
internal sealed class SecretMask
{
    internal const int MostShown = 500;

    /// <summary>How many of the last tokens are masked. A server may quote a token that was replaced a moment ago.</summary>
    private const int TokensKept = 4;

    private const int Window = 64 * 1024;

    private const int LongestSecret = 16 * 1024;

    private readonly KnownSecrets _own;

    internal SecretMask(string clientId, string clientSecret)
    {
        Secrets.Add(clientId, clientSecret);
        _own = new KnownSecrets(TokensKept, Secrets.ToBasic(clientId, clientSecret), clientSecret);
    }

    /// <summary>Adds a new token to the secrets.</summary>
    internal void Add(string token)
    {
        Secrets.Add(token);
        _own.Add(token);
    }

    /// <summary>Removes the secrets from a text and puts the text on one line of at most <see cref="MostShown"/> characters.</summary>
    internal string Clean(string text)
    {
        // A long answer is cut before it is masked. Its end is then dropped, because the cut may have left a part of a secret there.
        var isCut = text.Length > Window;
        text = Secrets.Mask(_own.Mask(isCut ? text[..Window] : text));
        if (isCut)
            text = text.Length > LongestSecret ? text[..^LongestSecret] : string.Empty;

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

    /// <summary>
    /// Whether a character can change what a terminal shows: a control or escape character, or a character that changes the reading direction.
    /// White space counts too.
    /// </summary>
    private static bool IsInvisible(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
