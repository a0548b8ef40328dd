using System.Text;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>The encodings that partners' files have: code pages of old systems, rows of another system, characters that were encoded twice.</summary>
public sealed class EncodingKindsTests : IDisposable
{
    private const string Colour = "Żółty perłowy";
    private const string Description = "Łódź, świetny stan, pięć źdźbeł, gęś, ćma, koń";

    private readonly StockFolder _folder = new();

    public static TheoryData<string, string> OldPages => new()
    {
        { "cp852", "Biały" },
        { "cp852", "Żółty" },
        { "cp852", "czerwień, zieleń, brąz, srebrny, złoty" },
        { "cp852", "BIAŁY, ŻÓŁTY, ŚLIWKOWY" },
        { "x-mac-ce", "Biały" },
        { "x-mac-ce", "Żółty" },
        { "x-mac-ce", "czerwień, zieleń, brąz, srebrny, złoty" },
        { "x-mac-ce", "BIAŁY, ŻÓŁTY, ŚLIWKOWY" },
    };

    [Theory]
    [MemberData(nameof(OldPages))]
    public void Code_page_of_an_old_system_is_found_with_a_warning(string name, string colour)
    {
        var encoding = StockReaderOptions.FindEncoding(name);
        var result = StockFolder.Read(_folder.Write(Plain(colour), StockFolder.EncodingOf(encoding.Name)));
        Assert.Equal(encoding.Name, result.File.Encoding);
        Assert.Equal(colour, result.Vehicles[0].Color);
        Assert.Equal(["UnusualEncoding"], WarningsOf(result));
    }

    [Theory]
    [InlineData("cp852")]
    [InlineData("x-mac-ce")]
    [InlineData("10029")]
    public void Named_code_page_is_read_without_a_warning(string name)
    {
        var options = StockFolder.Options with { Encoding = StockReaderOptions.FindEncoding(name) };
        var result = StockFolder.Read(_folder.Write(Plain(Colour), StockFolder.EncodingOf(options.Encoding.Name)), options);
        Assert.Equal(Colour, result.Vehicles[0].Color);
        Assert.Empty(result.File.Warnings);
    }

    [Theory]
    [InlineData("Biały")]
    [InlineData("Käfer grün")]
    [InlineData("Škoda Mégane Citroën")]
    [InlineData("stan – idealny, 5° „super”")]
    [InlineData("PÓŁAUTOMAT RÓŻOWY")]
    [InlineData("szklaną")]
    public void Windows_1250_is_not_taken_for_an_older_code_page(string colour)
    {
        var result = StockFolder.Read(_folder.Write(Plain(colour), StockFolder.EncodingOf("windows-1250")));
        Assert.Equal("windows-1250", result.File.Encoding);
        Assert.Equal(colour, result.Vehicles[0].Color);
        Assert.Empty(result.File.Warnings);
    }

    [Fact]
    public void Text_that_fits_two_old_code_pages_is_refused_with_the_way_out()
    {
        var bytes = Encoding.ASCII.GetBytes(Plain("bl~d")).Select(value => value == '~' ? (byte)0x88 : value).ToArray(); // ł in one, ą in the other.
        var fault = Assert.Single(StockFolder.Read(_folder.Write(bytes)).File.Faults);
        Assert.Equal("UnclearEncoding", fault.Code);
        Assert.Contains("--encoding", fault.Message);
    }

    [Theory]
    [InlineData("windows-1250", 9, "utf-8", 1)]
    [InlineData("windows-1250", 1, "utf-8", 1)]
    [InlineData("iso-8859-2", 9, "utf-8", 2)]
    [InlineData("utf-8", 9, "windows-1250", 1)]
    [InlineData("utf-8", 9, "windows-1250", 3)]
    [InlineData("utf-8", 9, "iso-8859-2", 2)]
    [InlineData("cp852", 9, "utf-8", 1)]
    public void Rows_of_another_encoding_are_read_right_with_a_warning(string most, int mostRows, string few, int fewRows)
    {
        var first = EncodingOf(most).GetBytes(SmallFile.Of([.. Enumerable.Range(0, mostRows).Select(RowOf)]));
        var second = EncodingOf(few).GetBytes(string.Concat(Enumerable.Range(mostRows, fewRows).Select(number => RowOf(number) + "\n")));
        var third = EncodingOf(most).GetBytes(RowOf(50) + "\n");

        var result = StockFolder.Read(_folder.Write([.. first, .. second, .. third]));

        Assert.Empty(result.File.Faults);
        Assert.Empty(result.Errors);
        Assert.Equal(mostRows + fewRows + 1, result.Vehicles.Count);
        Assert.All(result.Vehicles, vehicle => Assert.Equal((Colour, Description), (vehicle.Color, vehicle.Description)));
        Assert.Contains("MixedEncoding", WarningsOf(result));
        Assert.Contains(mostRows == 1 ? "1 line" : $"line{(fewRows > 1 ? "s" : "")} {mostRows + 2}", result.File.Warnings[^1].Message);
    }

    [Fact]
    public void Byte_order_mark_does_not_hide_rows_of_another_encoding()
    {
        var bytes = Encoding.UTF8.GetBytes(SmallFile.Of(RowOf(1), RowOf(2))).Concat(EncodingOf("windows-1250").GetBytes(RowOf(3) + "\n"));
        var result = StockFolder.Read(_folder.Write([.. Encoding.UTF8.Preamble, .. bytes]));
        Assert.Equal([Colour, Colour, Colour], result.Vehicles.Select(vehicle => vehicle.Color));
        Assert.Equal(["MixedEncoding"], WarningsOf(result));
    }

    [Fact]
    public void Row_with_two_encodings_is_rejected_by_name()
    {
        var bytes = Encoding.UTF8.GetBytes(SmallFile.Of(RowOf(1), RowOf(2), RowOf(3))).ToList();
        var at = Encoding.UTF8.GetString([.. bytes]).IndexOf("C2,", StringComparison.Ordinal);
        var letter = bytes.IndexOf(0xC5, Encoding.UTF8.GetByteCount(Encoding.UTF8.GetString([.. bytes])[..at]));
        bytes[letter] = (byte)'?';
        var result = StockFolder.Read(_folder.Write([.. bytes]));

        var error = Assert.Single(result.Errors);
        Assert.Equal("NotDecodable", Assert.Single(error.Faults).Code);
        Assert.Equal((3, StockFileGenerator.CreateVin(2)), (error.Line, error.Vin));
        Assert.Equal([Colour, Colour], result.Vehicles.Select(vehicle => vehicle.Color));
        Assert.Equal(["UndecodableLines"], WarningsOf(result));
    }

    [Fact]
    public void Row_with_a_byte_that_the_code_page_lacks_is_rejected()
    {
        var bytes = EncodingOf("windows-1250").GetBytes(SmallFile.Of(RowOf(1), SmallFile.RowOf(2, ("color", "Bia~y")))).Select(value => value == '~' ? (byte)0x81 : value);
        var result = StockFolder.Read(_folder.Write([.. bytes]));
        Assert.Equal("NotDecodable", Assert.Single(Assert.Single(result.Errors).Faults).Code);
        Assert.Single(result.Vehicles);
    }

    [Theory]
    [InlineData("windows-1252", false)]
    [InlineData("windows-1252", true)]
    [InlineData("windows-1250", false)]
    [InlineData("windows-1250", true)]
    [InlineData("iso-8859-1", false)]
    public void Characters_that_were_encoded_twice_are_repaired(string taken, bool isPart)
    {
        var doubled = EncodeTwice(RowOf(1), taken);
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(isPart ? [RowOf(2), doubled, RowOf(3)] : [doubled])));
        Assert.Empty(result.Errors);
        Assert.All(result.Vehicles, vehicle => Assert.Equal((Colour, Description), (vehicle.Color, vehicle.Description)));
        Assert.Equal(["DoubledEncoding"], WarningsOf(result));
    }

    [Fact]
    public void Characters_that_were_encoded_three_times_are_repaired()
    {
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(EncodeTwice(EncodeTwice(RowOf(1), "windows-1252"), "windows-1252"))));
        Assert.Equal(Colour, Assert.Single(result.Vehicles).Color);
    }

    [Fact]
    public void Replacement_characters_are_counted()
    {
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.RowOf(1, ("description", "\uFFFDwietny stan, ma\uFFFDy")), RowOf(2))));
        Assert.Equal(["ReplacedCharacters"], WarningsOf(result));
        Assert.Contains("2 replacement characters", result.File.Warnings[0].Message);
    }

    [Fact]
    public void Mixed_file_cut_inside_a_character_has_a_fault()
    {
        var bytes = Encoding.UTF8.GetBytes(SmallFile.Of(RowOf(1), RowOf(2))).Concat(EncodingOf("windows-1250").GetBytes(RowOf(3) + "\n")).Concat(Encoding.UTF8.GetBytes(SmallFile.RowOf(4, ("locationId", "ż")))).ToArray();
        Assert.Equal(["CutCharacter"], StockFolder.Read(_folder.Write(bytes[..^1])).FaultCodes);
    }

    [Fact]
    public void Mixed_file_of_many_blocks_is_read_right()
    {
        var utf8 = Encoding.UTF8.GetBytes(SmallFile.Of([.. Enumerable.Range(0, 2_000).Select(RowOf)]));
        var other = EncodingOf("windows-1250").GetBytes(string.Concat(Enumerable.Range(2_000, 2_000).Select(number => RowOf(number) + "\r\n")));
        var result = StockFolder.Read(_folder.Write([.. utf8, .. other]));
        Assert.Equal(4_000, result.Vehicles.Count(vehicle => vehicle is { Color: Colour, Description: Description }));
        Assert.True(result.File.IsReadToEnd);
    }

    public void Dispose() => _folder.Dispose();

    private static string Plain(string colour) => SmallFile.Of(SmallFile.Row(("color", $"\"{colour}\""), ("driveWheels", "AWD")), SmallFile.RowOf(2, ("driveWheels", "AWD")));

    private static string RowOf(int number) => SmallFile.RowOf(number, ("color", Colour), ("description", $"\"{Description}\""));

    private static string EncodeTwice(string text, string taken) => EncodingOf(taken).GetString(Encoding.UTF8.GetBytes(text));

    private static Encoding EncodingOf(string name) => StockFolder.EncodingOf(name == "cp852" ? "ibm852" : name);

    private static IEnumerable<string> WarningsOf(StockResult result) => result.File.Warnings.Select(warning => warning.Code);
}
