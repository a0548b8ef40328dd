using IzzyPS.Csv;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

public sealed class DialectTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_header_line_decides_the_delimiter(char delimiter)
    {
        var row = SmallFile.Row(("description", "\"ABS | ASR; a,b\tc\""), ("type", "SUV")).Replace("ABS | ASR; a,b\tc", "§");
        var text = (StockFileGenerator.Header + "\n" + row + "\n").Replace(',', delimiter).Replace("§", "ABS | ASR; a,b\tc | d | e");

        var result = StockFolder.Read(_folder.Write(text));

        Assert.Empty(result.Errors);
        Assert.Equal(delimiter, result.File.Delimiter);
        Assert.Equal("ABS | ASR; a,b c | d | e", Assert.Single(result.Vehicles).Description);
    }

    [Fact]
    public void Pipes_in_a_description_do_not_decide_the_delimiter()
    {
        var equipment = string.Join(" | ", Enumerable.Range(0, 60).Select(number => $"E{number}"));
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row(("description", equipment)))));
        Assert.Equal(',', result.File.Delimiter);
        Assert.Equal(equipment, Assert.Single(result.Vehicles).Description);
    }

    [Fact]
    public void Line_breaks_may_be_mixed_and_lines_blank()
    {
        var text = $"\r\n\n{StockFileGenerator.Header}\r{SmallFile.RowOf(1)}\r\n\r\n  \n{SmallFile.RowOf(2)}\n\r,,,,,,,,,,,,,,,,,,,,,,,,\r{SmallFile.RowOf(3)}";
        var result = StockFolder.Read(_folder.Write(text));
        Assert.Empty(result.File.Faults);
        Assert.Equal([4, 7, 10], result.Vehicles.Select(vehicle => vehicle.Line));
        Assert.Equal(3, result.File.RowCount);
        Assert.False(result.File.HasFinalLineBreak);
        Assert.True(result.File.IsReadToEnd);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1250", false)]
    [InlineData("iso-8859-2", false)]
    public void Encodings_are_found(string name, bool mark)
    {
        var encoding = StockFolder.EncodingOf(name);
        var text = SmallFile.Of(SmallFile.Row(("color", "Żółty ą ś ź Ą Ś Ź")));
        var path = _folder.Write([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);

        var result = StockFolder.Read(path);

        Assert.Equal(name, result.File.Encoding);
        Assert.Equal("Żółty ą ś ź Ą Ś Ź", Assert.Single(result.Vehicles).Color);
        Assert.True(result.File.HasFinalLineBreak);
    }

    [Theory]
    [InlineData("windows-1250")]
    [InlineData("cp1250")]
    [InlineData("1250")]
    [InlineData("Windows-1250")]
    public void An_encoding_can_be_named(string name)
    {
        var options = StockFolder.Options with { Encoding = StockReaderOptions.FindEncoding(name) };
        var path = _folder.Write(SmallFile.Of(SmallFile.Row(("color", "Żółty"))), StockFolder.EncodingOf("windows-1250"));
        Assert.Equal("Żółty", Assert.Single(StockFolder.Read(path, options).Vehicles).Color);
    }

    [Fact]
    public void An_unknown_encoding_is_an_error() =>
        Assert.Contains("windows-1250", Assert.Throws<StockSettingsException>(() => StockReaderOptions.FindEncoding("polish")).Message);

    [Fact]
    public void A_named_encoding_that_is_wrong_is_a_fault()
    {
        var path = _folder.Write(SmallFile.Of(SmallFile.Row(("color", "Żółty"))), StockFolder.EncodingOf("windows-1250"));
        var result = StockFolder.Read(path, StockFolder.Options with { Encoding = TextEncoding.Utf8 });
        Assert.Equal(["NotDecodable"], result.FaultCodes);
        Assert.Empty(result.Vehicles);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("ą")]
    public void A_delimiter_that_can_be_part_of_a_value_is_refused(string delimiter) =>
        Assert.Throws<StockSettingsException>(() => new StockReaderOptions { Delimiter = delimiter[0] });

    [Fact]
    public void Character_split_over_two_blocks_is_read()
    {
        foreach (var length in new[] { 65_500, 262_100 })
        {
            var rows = Enumerable.Range(0, 80).Select(number => SmallFile.RowOf(number, ("description", new string('ż', (length / 8) + number))));
            var result = StockFolder.Read(_folder.Write(SmallFile.Of([.. rows])));
            Assert.Equal("utf-8", result.File.Encoding);
            Assert.Equal(80, result.Vehicles.Count);
        }
    }

    [Fact]
    public void Headers_are_compared_folded_and_may_be_reordered()
    {
        var headers = StockFileGenerator.Header.Split(',');
        var cells = SmallFile.Row().Split(',');
        var text = string.Join(';', headers.Reverse().Select(header => $"\" {header.ToUpperInvariant()} \"").Append("Uwagi")) + "\n"
            + string.Join(';', cells.Reverse().Append("?")) + "\n";
        var result = StockFolder.Read(_folder.Write(text));
        Assert.Equal(SmallFile.Vin, Assert.Single(result.Vehicles).Vin);
        Assert.Equal(["Uwagi"], result.File.IgnoredHeaders);
        Assert.Empty(result.File.Faults);
    }

    [Fact]
    public void Columns_that_can_be_missing_may_be_missing()
    {
        string[] keep = ["vin", "category", "make", "model", "cubicCapacity", "fuelType", "transmissionType", "driveWheels", "type", "color", "pricing_listPrice", "pricing_salesPrice"];
        var headers = StockFileGenerator.Header.Split(',');
        var cells = SmallFile.Row().Split(',');
        var text = string.Join(',', keep) + "\n" + string.Join(',', keep.Select(name => cells[Array.IndexOf(headers, name)])) + "\n";
        var vehicle = Assert.Single(StockFolder.Read(_folder.Write(text)).Vehicles);
        Assert.Equal("-", vehicle.EngineCode);
        Assert.Equal(0, vehicle.Acceleration);
        Assert.Equal(2, vehicle.Warnings.Count);
    }

    [Theory]
    [InlineData("vin", "MissingHeader")]
    [InlineData("make", "MissingHeader")]
    [InlineData("pricing_salesPrice", "MissingHeader")]
    public void A_missing_column_is_named(string column, string code)
    {
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row()).Replace(column, "other")));
        var fault = Assert.Single(result.File.Faults);
        Assert.Equal(code, fault.Code);
        Assert.True(fault.IsFatal);
        Assert.Contains(column, fault.Message);
        Assert.False(result.File.IsReadToEnd);
    }

    [Fact]
    public void A_column_that_is_there_twice_is_refused()
    {
        var fault = Assert.Single(StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row()).Replace("segment", "x").Replace("carClass", "VIN"))).File.Faults);
        Assert.Equal("DuplicateHeader", fault.Code);
        Assert.Contains("'vin' and 'VIN'", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n \n")]
    public void File_without_lines_is_reported_as_empty(string text) => Assert.Equal(["Empty"], StockFolder.Read(_folder.Write(text)).FaultCodes);

    [Fact]
    public void File_with_only_a_header_is_reported_as_without_rows() => Assert.Equal(["NoRows"], StockFolder.Read(_folder.Write(SmallFile.Of())).FaultCodes);

    public void Dispose() => _folder.Dispose();
}
