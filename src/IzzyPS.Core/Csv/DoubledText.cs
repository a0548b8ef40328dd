using System.Text;

namespace IzzyPS.Csv;

/// <summary>
/// Repairs characters that were encoded twice: a program wrote UTF-8, another program took the bytes for Windows-1252 or Windows-1250 and wrote each of them as
/// a character. <c>ż</c> then became <c>Å¼</c> or <c>ĹĽ</c>. The two or three characters are replaced by the character that they were.
/// </summary>
internal static class DoubledText
{
    private const int MostTimes = 4; // Some texts were encoded three times.
    private const char FirstHigh = '\u0080';

    private static readonly byte[][] Tables = [CreateTable("windows-1252"), CreateTable("windows-1250")];

    /// <summary>Repairs a line.</summary>
    /// <returns>The repaired line; the same text where nothing was encoded twice.</returns>
    public static string Repair(string line)
    {
        for (var time = 0; time < MostTimes; time++)
        {
            var repaired = RepairOnce(line);
            if (ReferenceEquals(repaired, line))
                break;
            line = repaired;
        }

        return line;
    }

    private static string RepairOnce(string line)
    {
        StringBuilder? repaired = null;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] >= FirstHigh && FindCharacter(line.AsSpan(at), out var length) is { } character)
            {
                repaired ??= new StringBuilder(line, 0, at, line.Length);
                repaired.Append(character);
                at += length - 1;
            }
            else
            {
                repaired?.Append(line[at]);
            }
        }

        return repaired?.ToString() ?? line;
    }

    /// <summary>Finds the character that the first characters of a text were; null where they are what they seem.</summary>
    private static char? FindCharacter(ReadOnlySpan<char> text, out int length)
    {
        Span<byte> bytes = stackalloc byte[3];
        length = 0;
        foreach (var table in Tables)
        {
            length = GetByte(table, text[0]) switch { >= 0xC2 and <= 0xC5 => 2, 0xE2 => 3, _ => 0 };
            if (length == 0 || length > text.Length)
                continue;
            for (var at = 0; at < length; at++)
                bytes[at] = GetByte(table, text[at]);
            if (PolishUtf8.GetSequenceLength(bytes[..length]) == length && IsExpected(Encoding.UTF8.GetString(bytes[..length])[0]) is { } character)
                return character;
        }

        return null;
    }

    /// <summary>
    /// Returns a character that texts of car dealers have, and null for any other. U+0080 to U+009F are the second halves of characters that were encoded three times.
    /// </summary>
    private static char? IsExpected(char character) => character
        is (>= '\u0080' and <= '\u00FF')
        or (>= '\u0104' and <= '\u0107') or 'ę' or 'Ę' or (>= '\u0141' and <= '\u0144') or (>= '\u015A' and <= '\u015B') or (>= '\u0179' and <= '\u017E')
        or 'č' or 'Č' or 'ě' or 'ř' or 'Ř' or 'š' or 'Š' or 'ů'
        or (>= '\u2010' and <= '\u2044') or '€' or '™' ? character : null;

    private static byte GetByte(byte[] table, char character) => character < table.Length ? table[character] : (byte)0;

    private static byte[] CreateTable(string name)
    {
        var table = new byte[0x2200];
        var characters = TextEncoding.FindByName(name)!.DecodeEachByte();
        for (var value = (int)FirstHigh; value < 256; value++)
        {
            if (value < 0xA0)
                table[value] = (byte)value; // A byte without a character stays a control character in most programs.
            if (characters[value] < table.Length)
                table[characters[value]] = (byte)value;
        }

        return table;
    }
}
