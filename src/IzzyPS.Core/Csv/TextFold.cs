namespace IzzyPS.Csv;

/// <summary>
/// Folds a word or a header into the form in which words are compared: lower case, no accents, punctuation and spaces as one space.
/// <c>Hybryda (etylina + napęd elektr.)</c> becomes <c>hybryda etylina naped elektr</c>.
/// </summary>
/// <remarks>The class has its own table, because Unicode decomposition leaves <c>ł</c> as it is and does not exist in invariant mode.</remarks>
internal static class TextFold
{
    private const char FirstAccented = '\u00C0';

    /// <summary>The letters U+00C0 to U+017F without their accents; a space for × and ÷.</summary>
    private const string Plain =
        "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy" +
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    public static string Fold(ReadOnlySpan<char> text)
    {
        Span<char> folded = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        foreach (var character in text)
        {
            if (IsCombiningMark(character))
                continue;
            var plain = Fold(character);
            if (plain != ' ')
                folded[length++] = plain;
            else if (length > 0 && folded[length - 1] != ' ')
                folded[length++] = ' ';
        }

        if (length > 0 && folded[length - 1] == ' ')
            length--;
        return new string(folded[..length]);
    }

    private static char Fold(char character)
    {
        if (char.IsAsciiLetterOrDigit(character))
            return char.ToLowerInvariant(character);
        if (character < FirstAccented)
            return character switch { '²' => '2', '³' => '3', _ => ' ' };
        if (character - FirstAccented < Plain.Length)
            return Plain[character - FirstAccented];
        return char.IsLetterOrDigit(character) ? char.ToLowerInvariant(character) : ' ';
    }

    /// <summary>Whether a character is an accent behind its letter. Some systems write <c>ą</c> as two characters.</summary>
    private static bool IsCombiningMark(char character) => character is >= '\u0300' and <= '\u036F';
}
