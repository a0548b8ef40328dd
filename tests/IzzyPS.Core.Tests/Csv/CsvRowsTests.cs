using System.Text;
using IzzyPS.Csv;
using Xunit;

namespace IzzyPS.Tests.Csv;

/// <summary>The rules of rows that the safety of closing rests on, as CsvHelper and the checks around it keep them.</summary>
public sealed class CsvRowsTests
{
    private const int MostBytes = 100_000;

    public static TheoryData<string, string[]> Texts => new()
    {
        { "a,b\r\nc,d\ne,f\rg,h", ["1 a|b", "2 c|d", "3 e|f", "4 g|h"] },
        { "a,b\n\r\n\n,\n  \nc,d\n", ["1 a|b", "6 c|d"] },
        { "a,\"one\ntwo\rthree\r\nfour\"\nc,d", ["1 a|one\ntwo\rthree\r\nfour", "5 c|d"] },
        { "5\" cale,b\"\n\"x \"\"y\"\"\",z", ["1 5\" cale|b\"", "2 x \"y\"|z"] },
        { "\"a\"b,\"c\",\"d\"\"\"e\nf", ["1 TextBehindQuote \"a\"b|c|\"d\"\"\"e", "2 f"] },
        { "a\n\"b\",\"open\nc,d\n", ["1 a", "2 OpenQuote b|open\nc,d\n"] },
        { "a,\"x\nROW,1\ny\",b\nc", ["1 RowsInQuotes a|x\nROW,1\ny|b", "4 c"] },
        { "a\n\u001A", ["1 a", "2 \u001A"] },
        { "a,b\n\"\",\"\"\n \" \",\t\n\u00A0,\nc,d", ["1 a|b", "5 c|d"] },
        { "a\n\"\n", ["1 a", "2 OpenQuote \n"] },
        { "a,,\n,b", ["1 a||", "2 |b"] },
        { "zażółć,\"gęślą \"\"jaźń\"\"\",\U0001F697\n", ["1 zażółć|gęślą \"jaźń\"|\U0001F697"] },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Rows_have_physical_lines_values_and_flaws(string text, string[] expected)
    {
        Assert.Equal(expected, Read(new MemoryStream(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(expected, Read(new Trickle(Encoding.UTF8.GetBytes(text)))); // A byte at a time: nothing hangs on where a block ends.
    }

    [Fact]
    public void Row_text_is_kept_exactly_as_in_the_file()
    {
        using var rows = Open(new MemoryStream(Encoding.UTF8.GetBytes("a, \"b\" ,\"ż\n\"\"c\"\r\nd")));
        Assert.True(rows.Read());
        Assert.Equal("a, \"b\" ,\"ż\n\"\"c\"", new string(rows.Raw));
        Assert.True(rows.HasLineBreaks);
    }

    [Theory]
    [InlineData('x')]
    [InlineData(',')]
    [InlineData('"')]
    public void A_row_without_end_is_refused_with_its_line(char filler)
    {
        using var rows = Open(new MemoryStream(Encoding.UTF8.GetBytes("a,b\nc,d\n" + new string(filler, 20 * MostBytes))));
        Assert.True(rows.Read() && rows.Read());
        var refused = Assert.Throws<UnreadableTextException>(() => rows.Read());
        Assert.Equal("RowTooLong", refused.Code);
        Assert.Contains("line 3 ", refused.Message);
    }

    [Fact]
    public void A_row_above_the_limit_that_fits_the_buffer_is_refused_too()
    {
        using var rows = new CsvRows(new MemoryStream(Encoding.UTF8.GetBytes("short\n" + new string('x', 200) + "\n")), ',', 100);
        Assert.True(rows.Read());
        Assert.Contains("line 2 ", Assert.Throws<UnreadableTextException>(() => rows.Read()).Message);
    }

    private static CsvRows Open(Stream text) => new(text, ',', MostBytes, (line, _, _) => line.StartsWith("ROW"));

    private static List<string> Read(Stream text)
    {
        using var rows = Open(text);
        var read = new List<string>();
        while (rows.Read())
        {
            var values = new string[rows.FieldCount];
            for (var column = 0; column < values.Length; column++)
                values[column] = new string(rows.GetField(column));
            read.Add($"{rows.Line} {(rows.Flaw == RowFlaw.None ? string.Empty : rows.Flaw + " ")}{string.Join('|', values)}");
        }

        return read;
    }

    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
