using System.Globalization;
using IzzyPS.Stock.Values;
using Xunit;

namespace IzzyPS.Tests.Stock.Values;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("109900", "109900")]
    [InlineData("109900.00", "109900")]
    [InlineData("109900,00", "109900")]
    [InlineData("11,5", "11.5")]
    [InlineData("9.05", "9.05")]
    [InlineData("-5", "-5")]
    [InlineData("109 900", "109900")]
    [InlineData("109 900,00", "109900")]
    [InlineData("109\u00A0900,50", "109900.5")]
    [InlineData("109\u202F900.00", "109900")]
    [InlineData("1\u2009109 900", "1109900")]
    [InlineData("109'900.00", "109900")]
    [InlineData("109’900", "109900")]
    [InlineData("109.900,00", "109900")]
    [InlineData("109,900.00", "109900")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("1.234.567,89", "1234567.89")]
    [InlineData("1 234.567", "1234.567")]
    [InlineData("1591.000", "1591")]
    [InlineData("0.123", "0.123")]
    [InlineData("12.3456", "12.3456")]
    [InlineData("999999999999999999", "999999999999999999")]
    public void Parse_reads_numbers_of_each_form(string text, string expected)
    {
        Assert.Equal(NumberFlaw.None, NumberText.Parse(text, DecimalMark.Auto, out var value));
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("109.900")]
    [InlineData("109,900")]
    [InlineData("1.234")]
    [InlineData("9,500")]
    [InlineData("-1.000")]
    public void Parse_refuses_what_can_be_read_in_two_ways(string text) =>
        Assert.Equal(NumberFlaw.Ambiguous, NumberText.Parse(text, DecimalMark.Auto, out _));

    [Theory]
    [InlineData("109.900", "109900", nameof(DecimalMark.Comma))]
    [InlineData("109,900", "109.9", nameof(DecimalMark.Comma))]
    [InlineData("109.900", "109.9", nameof(DecimalMark.Dot))]
    [InlineData("109,900", "109900", nameof(DecimalMark.Dot))]
    [InlineData("1.109.900,5", "1109900.5", nameof(DecimalMark.Comma))]
    public void Parse_follows_the_profile(string text, string expected, string mark)
    {
        Assert.Equal(NumberFlaw.None, NumberText.Parse(text, Enum.Parse<DecimalMark>(mark), out var value));
        Assert.Equal(expected, value.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("", nameof(DecimalMark.Auto))]
    [InlineData("-", nameof(DecimalMark.Auto))]
    [InlineData(".5", nameof(DecimalMark.Auto))]
    [InlineData("5.", nameof(DecimalMark.Auto))]
    [InlineData("1e5", nameof(DecimalMark.Auto))]
    [InlineData("+5", nameof(DecimalMark.Auto))]
    [InlineData("abc", nameof(DecimalMark.Auto))]
    [InlineData("10 99 00", nameof(DecimalMark.Auto))]
    [InlineData("1099 000", nameof(DecimalMark.Auto))]
    [InlineData("1 000'000", nameof(DecimalMark.Auto))]
    [InlineData("012 345", nameof(DecimalMark.Auto))]
    [InlineData("1.234,567,890", nameof(DecimalMark.Auto))]
    [InlineData("16.06.2025", nameof(DecimalMark.Auto))]
    [InlineData("1\t000", nameof(DecimalMark.Auto))]
    [InlineData("9999999999999999999", nameof(DecimalMark.Auto))]
    [InlineData("1 2 3 4 5 6 7 8 9 0 1 2", nameof(DecimalMark.Auto))]
    [InlineData("11.5", nameof(DecimalMark.Comma))]
    [InlineData("1,234,567", nameof(DecimalMark.Comma))]
    [InlineData("11,5", nameof(DecimalMark.Dot))]
    [InlineData("１２", nameof(DecimalMark.Auto))]
    public void Parse_refuses_text_that_is_not_a_number(string text, string mark) =>
        Assert.Equal(NumberFlaw.NotANumber, NumberText.Parse(text, Enum.Parse<DecimalMark>(mark), out _));
}
