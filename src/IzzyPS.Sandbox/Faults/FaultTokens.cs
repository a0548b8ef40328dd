using System.Text;

namespace IzzyPS.Sandbox.Faults;

/// <summary>One word of a fault's text: <c>drop</c>, or <c>times=3</c> with its name and value.</summary>
/// <param name="Text">The word as it was typed.</param>
/// <param name="Name">The text before the <c>=</c>, in lower case. Null for a word without <c>=</c>.</param>
/// <param name="Value">The text after the <c>=</c>, without quotes.</param>
internal readonly record struct FaultToken(string Text, string? Name, string? Value);

/// <summary>
/// Splits a fault's text into words. A value with spaces stands in single or double quotes. A quote inside the value is doubled.
/// A word that begins with <c>#</c> begins a comment.
/// </summary>
internal sealed class FaultTokens(string text)
{
    private int _at;

    internal bool TryNext(out FaultToken word)
    {
        word = default;
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length || text[_at] == '#')
            return false;
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] != '=')
            _at++;
        if (_at == text.Length || text[_at] != '=')
        {
            word = new FaultToken(text[start.._at], null, null);
            return true;
        }

        var name = text[start.._at++].ToLowerInvariant();
        var value = _at < text.Length && text[_at] is '\'' or '"' ? Quoted(start) : Plain();
        word = new FaultToken(text[start.._at], name, value);
        return true;
    }

    private string Plain()
    {
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
            _at++;
        return text[start.._at];
    }

    private string Quoted(int start)
    {
        var quote = text[_at++];
        var value = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            if (text[_at] != quote)
            {
                value.Append(text[_at]);
            }
            else if (_at + 1 < text.Length && text[_at + 1] == quote)
            {
                value.Append(quote);
                _at++;
            }
            else
            {
                _at++;
                return _at == text.Length || char.IsWhiteSpace(text[_at])
                    ? value.ToString()
                    : throw new FaultTextException($"'{text[start.._at]}': behind the closing quote stands '{text[_at]}'; a {quote} inside is written twice.");
            }
        }

        throw new FaultTextException($"'{text[start..]}': the quote is not closed.");
    }
}
