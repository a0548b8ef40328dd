using System.Globalization;
using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Values;
using Xunit;

namespace IzzyPS.Tests.Stock.Values;

public sealed class TextTests
{
    [Theory]
    [InlineData("2023-08-01", "2023-08-01")]
    [InlineData("2025-06-16 15:01:50", "2025-06-16")]
    [InlineData("2025-06-16 15:01", "2025-06-16")]
    [InlineData("2025-06-16T15:01:50", "2025-06-16")]
    [InlineData("2025-06-16T15:01:50.1234567Z", "2025-06-16")]
    [InlineData("2025-06-16T23:30:00+02:00", "2025-06-16")]
    [InlineData("2025-06-16T23:30:00-0800", "2025-06-16")]
    [InlineData("01.08.2023", "2023-08-01")]
    [InlineData("1.8.2023", "2023-08-01")]
    [InlineData("01.08.2023 0:00:00", "2023-08-01")]
    [InlineData("29.02.2024", "2024-02-29")]
    public void DateText_reads_dates_of_each_form(string text, string expected)
    {
        Assert.True(DateText.TryParse(text, out var day));
        Assert.Equal(expected, day.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("01/08/2023")]
    [InlineData("01-08-2023")]
    [InlineData("2023-8-1")]
    [InlineData("29.02.2023")]
    [InlineData("2023-13-01")]
    [InlineData("0000-00-00")]
    [InlineData("2023-08-01 25:00")]
    [InlineData("2023-08-01 12:60:00")]
    [InlineData("2023-08-01 noon")]
    [InlineData("2023-08-01X12:00")]
    [InlineData("20230801")]
    [InlineData("45139")]
    [InlineData("1.8.23")]
    [InlineData("..2023")]
    [InlineData("T")]
    public void DateText_refuses_text_that_is_not_a_date(string text) => Assert.False(DateText.TryParse(text, out _));

    [Theory]
    [InlineData("Hybryda (etylina + napęd elektr.)", "hybryda etylina naped elektr")]
    [InlineData("HYBRYDA (ETYLINA + NAPĘD ELEKTR.)", "hybryda etylina naped elektr")]
    [InlineData("  4x4 (stały) ", "4x4 staly")]
    [InlineData("ZAŻÓŁĆ GĘŚLĄ JAŹŃ", "zazolc gesla jazn")]
    [InlineData("pricing_listPrice", "pricing listprice")]
    [InlineData("nape\u0328d", "naped")]
    [InlineData("Škoda × 2", "skoda 2")]
    [InlineData("Ґ", "ґ")]
    [InlineData("(—)", "")]
    public void TextFold_ignores_case_and_accents(string text, string expected) => Assert.Equal(expected, TextFold.Fold(text));

    [Theory]
    [InlineData("Sportage", "Sportage")]
    [InlineData("Zażółć – “gęślą” €", "Zażółć – “gęślą” €")]
    [InlineData(" a \t b\r\nc ", "a b c")]
    [InlineData("a\u00A0b\u202Fc", "a b c")]
    [InlineData("a\u001B[31;1mred\u001B[0m", "ared")]
    [InlineData("a\u001Bb", "ab")]
    [InlineData("a\u001B[", "a")]
    [InlineData("\u202Egnp\u202C\u200Bx\uFEFF\u0007\u0085y", "gnpx y")]
    [InlineData("so\u00ADft", "soft")]
    [InlineData("", "")]
    public void PlainText_removes_control_characters(string text, string expected) => Assert.Equal(expected, PlainText.Clean(text));

    [Fact]
    public void PlainText_keeps_the_lines_of_a_description() =>
        Assert.Equal("a\nb c\nd", PlainText.Clean("\r\na \r\n\r\n b\tc\rd\n", keepLines: true));

    [Theory]
    [InlineData("a\u001B[31mb\r\n", "a␛[31mb␍␊")]
    [InlineData("\u007F\u0085\u202E", "␡\uFFFD\uFFFD")]
    [InlineData("żółw – 🚗", "żółw – 🚗")]
    public void PlainText_shows_invisible_characters(string text, string expected) => Assert.Equal(expected, PlainText.ToVisible(text, 100));

    [Fact]
    public void PlainText_cuts_what_is_shown() => Assert.Equal("abc…", PlainText.ToVisible("abcdef", 3));

    [Theory]
    [InlineData("ABS | ASR | Klimatyzacja | ABS", "ABS | ASR | Klimatyzacja")]
    [InlineData("ABS |  | ASR | ", "ABS | ASR")]
    [InlineData("ABS | abs", "ABS | abs")]
    [InlineData("ABS|ASR|ABS", "ABS|ASR|ABS")]
    [InlineData("ABS  |  ASR\u00A0| ABS", "ABS | ASR")]
    [InlineData("A free text, with | one pipe", "A free text, with | one pipe")]
    [InlineData(" | ", "")]
    public void EquipmentText_keeps_each_item_once(string text, string expected) => Assert.Equal(expected, EquipmentText.Clean(text));

    [Fact]
    public void EquipmentText_takes_a_thousand_items()
    {
        var items = Enumerable.Range(0, 1_000).Select(number => $"item {number}").ToList();
        Assert.Equal(string.Join(" | ", items), EquipmentText.Clean(string.Join(" | ", items.Concat(items))));
    }
}
