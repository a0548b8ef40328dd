namespace IzzyPS.Stock.Values;

/// <summary>
/// Reads days as partners write them: <c>2023-08-01</c> and <c>01.08.2023</c>, with an optional time after a space or a <c>T</c>. The day is read as
/// it is written; a time and an offset are checked and ignored. <c>01/08/2023</c> is refused, because in some countries the month comes first.
/// </summary>
internal static class DateText
{
    private static readonly DateOnly FirstUsual = new(1905, 1, 1);
    private static readonly DateOnly LastUsual = new(2077, 12, 31);
    private static readonly DateOnly UnixZero = new(1970, 1, 1);

    private static readonly HashSet<DateOnly> Placeholders =
    [
        new(1899, 12, 30), new(1899, 12, 31), new(1900, 1, 1), new(1901, 1, 1), new(1904, 1, 1), // Zero of Excel, OLE, Access and Excel for Mac.
        new(1, 1, 1), new(1601, 1, 1), new(1753, 1, 1), new(1800, 1, 1), new(1970, 1, 1), // Zero of .NET, Windows, SQL Server, Clarion and Unix.
        new(2078, 12, 31), new(2079, 6, 6), new(2099, 12, 31), new(2999, 12, 31), new(9999, 12, 31), // "Never", and the last day of smalldatetime.
    ];

    /// <summary>Whether a day is one that programs write for no date.</summary>
    public static bool IsPlaceholder(DateOnly day) => (day < FirstUsual || day > LastUsual || day == UnixZero) && Placeholders.Contains(day);

    /// <summary>Whether a text is a date without a day or a month that programs write for no date: <c>0000-00-00</c>, <c>1900-01-00</c>, <c>00.00.0000</c>.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', 'T');
        if (end >= 0 && !IsTime(text[(end + 1)..].Trim()))
            return false;
        return (end < 0 ? text : text[..end]) is "0000-00-00" or "0000-01-01" or "1900-01-00" or "00.00.0000" or "00-00-0000" or "00.01.1900" or "0.01.1900" or "0000.00.00" or "0000/00/00" or "00/00/0000";
    }

    public static bool TryParse(ReadOnlySpan<char> text, out DateOnly day)
    {
        day = default;
        var end = text.IndexOfAny(' ', 'T', '\u00A0');
        if (end >= 0 && !IsTime(text[(end + 1)..].Trim()))
            return false;
        var date = end < 0 ? text : text[..end];

        int year, month, dayOfMonth;
        if (date.Length == 10 && date[4] == '-' && date[7] == '-')
        {
            if (!TryParseDigits(date[..4], out year) || !TryParseDigits(date.Slice(5, 2), out month) || !TryParseDigits(date[8..], out dayOfMonth))
                return false;
        }
        else
        {
            var first = date.IndexOf('.');
            var second = first < 0 ? -1 : date[(first + 1)..].IndexOf('.') + first + 1;
            if (first is not (1 or 2) || second - first is not (2 or 3) || date.Length - second != 5
                || !TryParseDigits(date[..first], out dayOfMonth)
                || !TryParseDigits(date[(first + 1)..second], out month)
                || !TryParseDigits(date[(second + 1)..], out year))
            {
                return false;
            }
        }

        if (year is < 1 or > 9999 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
            return false;
        day = new DateOnly(year, month, dayOfMonth);
        return true;
    }

    /// <summary>
    /// Whether a text is a time, such as <c>15:01</c>, <c>15:01:50</c> or <c>15:01:50.000</c>, with an optional offset <c>Z</c> or
    /// <c>+02:00</c>.
    /// </summary>
    private static bool IsTime(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return true;
        if (text[^1] is 'Z')
            text = text[..^1];
        else if (text.LastIndexOfAny('+', '-') is > 0 and var offset)
            return IsHours(text[(offset + 1)..], seconds: false) && IsHours(text[..offset], seconds: true);
        return IsHours(text, seconds: true);
    }

    private static bool IsHours(ReadOnlySpan<char> text, bool seconds)
    {
        var colon = text.IndexOf(':');
        if (colon is not (1 or 2))
            return !seconds && text.Length is 2 or 4 && TryParseDigits(text, out _); // +0200
        if (!TryParseDigits(text[..colon], out var hour) || hour > 23)
            return false;
        var rest = text[(colon + 1)..];
        if (rest.Length < 2 || !TryParseDigits(rest[..2], out var minute) || minute > 59)
            return false;
        rest = rest[2..];
        if (rest.IsEmpty)
            return true;
        if (!seconds || rest.Length < 3 || rest[0] != ':' || !TryParseDigits(rest.Slice(1, 2), out var second) || second > 60)
            return false;
        rest = rest[3..];
        return rest.IsEmpty || (rest[0] is '.' or ',' && rest.Length is > 1 and <= 10 && !rest[1..].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool TryParseDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
            value = (value * 10) + (character - '0');
        }

        return !text.IsEmpty;
    }
}
