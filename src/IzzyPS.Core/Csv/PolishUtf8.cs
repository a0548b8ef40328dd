namespace IzzyPS.Csv;

/// <summary>Recognises the bytes of UTF-8 characters that Polish text has. No other encoding of Polish text has the same bytes side by side.</summary>
internal static class PolishUtf8
{
    /// <summary>Gets the length of a complete UTF-8 character of two or three bytes, or 0. Polish text has no longer characters.</summary>
    public static int GetSequenceLength(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [>= 0xC2 and <= 0xDF, >= 0x80 and <= 0xBF, ..] => 2,
        [>= 0xE0 and <= 0xEF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 3,
        _ => 0,
    };

    /// <summary>Whether the bytes begin with a Polish letter with an accent.</summary>
    public static bool IsLetter(ReadOnlySpan<byte> bytes) => bytes is
        [0xC3, 0x93 or 0xB3, ..] // Ó ó
        or [0xC4, (>= 0x84 and <= 0x87) or 0x98 or 0x99, ..] // Ą ą Ć ć Ę ę
        or [0xC5, (>= 0x81 and <= 0x84) or 0x9A or 0x9B or (>= 0xB9 and <= 0xBC), ..]; // Ł ł Ń ń Ś ś Ź ź Ż ż

    /// <summary>
    /// Whether the bytes begin with a character that is usually the first half of a character that was encoded twice: Â, Ã, Ä, Å, Ă or Ĺ directly before another
    /// character above ASCII.
    /// </summary>
    public static bool MayBeDoubled(ReadOnlySpan<byte> bytes) => bytes is
        [0xC3, >= 0x82 and <= 0x85, >= 0xC2, ..]
        or [0xC4, 0x82 or 0xB9, >= 0xC2, ..];

    /// <summary>Whether all characters above ASCII of valid UTF-8 are Latin letters or signs. In another encoding the same bytes give letters of other scripts.</summary>
    public static bool IsLatin(ReadOnlySpan<byte> utf8)
    {
        var rest = utf8;
        while (rest.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is >= 0 and var at)
        {
            rest = rest[at..];
            if (rest is not ([>= 0xC2 and <= 0xC5, ..] or [0xE2, ..]))
                return false;
            rest = rest[Math.Max(1, GetSequenceLength(rest))..];
        }

        return true;
    }

    /// <summary>Whether a line holds a Polish letter in UTF-8.</summary>
    public static bool HasLetter(ReadOnlySpan<byte> line)
    {
        while (line.IndexOfAnyInRange((byte)0xC3, (byte)0xC5) is >= 0 and var at)
        {
            line = line[at..];
            if (IsLetter(line))
                return true;
            line = line[1..];
        }

        return false;
    }

    /// <summary>Gets the number of bytes at the end of a block that begin a UTF-8 character without its end.</summary>
    public static int GetIncompleteTailLength(ReadOnlySpan<byte> block)
    {
        for (var length = 1; length <= 3 && length <= block.Length; length++)
        {
            var lead = block[^length];
            if ((lead & 0xC0) == 0x80)
                continue;
            var needed = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > length ? length : 0;
        }

        return 0;
    }
}
