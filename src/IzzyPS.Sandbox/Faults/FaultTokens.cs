using System.Text;

namespace IzzyPS.Sandbox.Faults;

/// <summary>
/// Splits a fault's text into words. A value with spaces is put in single or double quotes. A quote inside the value is doubled.
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
        var value = _at < text.Length && text[_at] is '\'' or '"' ? ReadQuoted(start) : ReadPlain();
        word = new FaultToken(text[start.._at], name, value);
        return true;
    }

    private string ReadPlain()
    {
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]))
            _at++;
        return text[start.._at];
    }

    private string ReadQuoted(int start)
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
                    : throw new FaultTextException($"'{text[start.._at]}': the closing quote is followed by '{text[_at]}'; a {quote} inside is written twice.");
            }
        }

        throw new FaultTextException($"'{text[start..]}': the quote is not closed.");
    }
}
