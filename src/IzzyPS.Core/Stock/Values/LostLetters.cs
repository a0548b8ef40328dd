namespace IzzyPS.Stock.Values;

/// <summary>What stands in a text in place of a letter that was lost.</summary>
internal enum LostLetter
{
    None,

    /// <summary>U+FFFD, which a program writes for a letter that it could not read.</summary>
    Replaced,

    /// <summary>Another character, because a program read the text in the wrong encoding, see <see cref="MisreadLetters"/>.</summary>
    Misread,

    /// <summary>UTF-7, which no program can tell from text.</summary>
    Utf7,

    /// <summary>A question mark, which a program writes for a letter that its encoding lacks.</summary>
    QuestionMark,
}

/// <summary>Finds letters that were lost when a file was saved in an encoding that lacks them: <c>Bia?y</c>.</summary>
internal static class LostLetters
{
    public static LostLetter Find(ReadOnlySpan<char> text)
    {
        if (text.Contains('\uFFFD'))
            return LostLetter.Replaced;
        if (MisreadLetters.Contains(text))
            return LostLetter.Misread;
        if (MisreadLetters.HasUtf7(text))
            return LostLetter.Utf7;
        for (var at = 0; at < text.Length - 1; at++)
        {
            if (text[at] == '?' && char.IsLetter(text[at + 1]))
                return LostLetter.QuestionMark; // A question mark at the end of a word may be meant.
        }

        return LostLetter.None;
    }
}
