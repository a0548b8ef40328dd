using System.Text;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Text;

namespace IzzyPS.Stock.Values;

/// <summary>
/// Converts HTML, which web shops' exports have in texts, to plain text: entities become their characters, tags are removed, and blocks become lines. The
/// tokenizer goes over the text once and builds no tree, so that no text makes it slow.
/// </summary>
internal static class HtmlText
{
    private const int MostPasses = 8; // Some systems escape twice (&amp;oacute;), and tags may be nested in tags to hide a script.

    /// <summary>Whether a text may hold HTML. The check is quick: most texts have neither of the two characters.</summary>
    public static bool MayBeHtml(ReadOnlySpan<char> text) => text.ContainsAny('<', '&');

    /// <summary>Converts a text; a text without HTML is returned as it is.</summary>
    public static string ToPlain(string text)
    {
        for (var pass = 0; pass < MostPasses && (HasTag(text) || HasEntity(text)); pass++)
            text = Convert(RemoveInnerTags(text));
        return text;
    }

    /// <summary>
    /// Removes tags that begin within another tag. In <c>&lt;scr&lt;script&gt;ipt&gt;</c> the inner tag hides the outer one, which the next pass then removes. A text
    /// without such tags is returned as it is.
    /// </summary>
    private static string RemoveInnerTags(string text)
    {
        StringBuilder? kept = null;
        var (copied, isOpen) = (0, false);
        for (var at = text.AsSpan().IndexOfAny('<', '>'); at >= 0;)
        {
            var end = at;
            if (text[at] == '>' || !isOpen)
            {
                isOpen = text[at] == '<' && (isOpen || IsTagStart(text, at));
            }
            else if (IsTagStart(text, at))
            {
                end = text.IndexOf('>', at);
                if (end < 0)
                    break;
                kept = (kept ?? new StringBuilder(text.Length)).Append(text, copied, at - copied);
                copied = end + 1;
            }

            var next = text.AsSpan(end + 1).IndexOfAny('<', '>');
            at = next < 0 ? -1 : end + 1 + next;
        }

        return kept?.Append(text, copied, text.Length - copied).ToString() ?? text;
    }

    private static bool IsTagStart(string text, int at) => at + 1 < text.Length && (char.IsAsciiLetter(text[at + 1]) || text[at + 1] == '/');

    private static string Convert(string text)
    {
        // Behind the last > there is no tag. Text there must stay, even if it has a < in it.
        var end = text.LastIndexOf('>') + 1;
        var plain = new StringBuilder(text.Length);
        if (!HasTag(text))
            Append(plain, text.Replace("<", "&lt;", StringComparison.Ordinal));
        else if (Append(plain, text[..end]))
            Append(plain, text[end..].Replace("<", "&lt;", StringComparison.Ordinal));
        return plain.ToString();
    }

    /// <summary>Appends the text of HTML.</summary>
    /// <returns>False where the HTML ends inside a script or a style.</returns>
    private static bool Append(StringBuilder plain, string html)
    {
        using var source = new TextSource(html);
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.Resolver);
        string? skipped = null; // The script or style whose content is left out.
        for (var token = tokens.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokens.Get())
        {
            switch (token.Type)
            {
                case HtmlTokenType.Character when skipped is null:
                    plain.Append(token.Data);
                    break;
                case HtmlTokenType.StartTag when token.Name is "script" or "style":
                    skipped = token.Name;
                    tokens.State = token.Name == "script" ? HtmlParseMode.Script : HtmlParseMode.Rawtext;
                    break;
                case HtmlTokenType.EndTag when token.Name == skipped:
                    skipped = null;
                    break;
                case HtmlTokenType.StartTag or HtmlTokenType.EndTag when skipped is null:
                    plain.Append(GetSeparator(token.Name));
                    break;
            }
        }

        return skipped is null;
    }

    private static string GetSeparator(string tag) => tag switch
    {
        "br" or "p" or "div" or "li" or "ul" or "ol" or "tr" or "table" or "hr" or "dl" or "dt" or "dd" or "section" or "article" or "blockquote"
            or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" => "\n",
        "td" or "th" or "img" => " ",
        _ => string.Empty,
    };

    /// <summary>Whether a text has a &lt; that begins a tag, and a &gt; behind it.</summary>
    private static bool HasTag(ReadOnlySpan<char> text)
    {
        var last = text.LastIndexOf('>');
        for (var at = 0; at < last; at++)
        {
            var next = text[at..last].IndexOf('<');
            if (next < 0)
                return false;
            at += next;
            if (char.IsAsciiLetter(text[at + 1]) || text[at + 1] is '/' or '!')
                return true;
        }

        return false;
    }

    /// <summary>Whether a text has an entity with its semicolon. AT&amp;T and an address with &amp;copy=1 have none.</summary>
    private static bool HasEntity(ReadOnlySpan<char> text)
    {
        const int LongestName = 32;
        while (text.IndexOf('&') is >= 0 and var at)
        {
            text = text[(at + 1)..];
            var end = text[..Math.Min(text.Length, LongestName)].IndexOf(';');
            if (end > 1 && !text[..end].TrimStart('#').ContainsAnyExcept(NameCharacters))
                return true;
        }

        return false;
    }

    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}
