using System.Diagnostics;
using System.Text;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

public sealed class StructureTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Fact]
    public void Quotes_follow_rfc_4180()
    {
        var result = Read(SmallFile.Of(SmallFile.Row(
            ("make", "\"Kia\""), ("model", "\"Sport\"\"age\"\", 2\""), ("color", "Nie\"bieski\""), ("description", "\"one\r\ntwo\n\nthree\"")), SmallFile.RowOf(2)));
        Assert.Empty(result.Errors);
        Assert.Equal("Kia", result.Vehicles[0].Make);
        Assert.Equal("Sport\"age\", 2", result.Vehicles[0].Model);
        Assert.Equal("Nie\"bieski\"", result.Vehicles[0].Color);
        Assert.Equal("one\ntwo\nthree", result.Vehicles[0].Description);
        Assert.Equal([2, 6], result.Vehicles.Select(vehicle => vehicle.Line));
    }

    public static TheoryData<string, string, bool> BrokenRows => new()
    {
        { SmallFile.Row(("model", "\"Sport\"age")), "TextBehindQuote", true },
        { SmallFile.Row(("model", "\"Sport\" ")), "TextBehindQuote", true },
        { SmallFile.Row(("model", "Sport,age")), "WrongColumnCount", true },
        { SmallFile.Row() + ",", "WrongColumnCount", true },
        { "A,B,C", "WrongColumnCount", false },
        { "AAU03218IE," + SmallFile.Vin, "WrongColumnCount", true },
        { SmallFile.Row() + SmallFile.RowOf(7), "WrongColumnCount", false },
        { SmallFile.Row(("color", StockFileGenerator.CreateVin(9) + ",x")), "WrongColumnCount", false },
        { SmallFile.Row(("vin", "x,y")), "WrongColumnCount", false },
        { SmallFile.Row(("description", "\"a\nb\" c")), "TextBehindQuote", false },
        { SmallFile.Row(("description", "\"a\nb\",")), "WrongColumnCount", false },
        { SmallFile.Row(("description", "\"open\n" + SmallFile.RowOf(8) + "\nx\"")), "RowsInQuotes", false },
        { SmallFile.Row(("description", "\"open\nC8," + StockFileGenerator.CreateVin(8) + ",\"")), "RowsInQuotes", false },
    };

    [Theory]
    [MemberData(nameof(BrokenRows))]
    public void A_broken_row_is_reported_and_the_next_is_read(string row, string code, bool isKeyReadable)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), row, SmallFile.RowOf(2)));

        var error = Assert.Single(result.Errors);
        Assert.Equal([code], error.Faults.Select(fault => fault.Code));
        Assert.Equal(3, error.Line);
        Assert.Equal(isKeyReadable ? SmallFile.Vin : null, error.Vin);
        Assert.Equal(isKeyReadable ? 0 : 1, result.File.RowsWithoutKey);
        Assert.Equal(isKeyReadable ? [SmallFile.Vin] : [], result.File.RejectedKeys);
        Assert.Equal(["C1", "C2"], result.Vehicles.Select(vehicle => vehicle.ConfigurationNumber));
        Assert.Empty(result.File.Faults);
        Assert.True(result.File.IsReadToEnd);
    }

    [Fact]
    public void Lines_are_physical_behind_a_broken_row()
    {
        var result = Read(SmallFile.Of(SmallFile.Row(("description", "\"a\r\nb\" c")), SmallFile.RowOf(1), "x", SmallFile.RowOf(2)));
        Assert.Equal([2, 5], result.Errors.Select(error => error.Line));
        Assert.Equal([4, 6], result.Vehicles.Select(vehicle => vehicle.Line));
    }

    public static TheoryData<string, string> Endings => new()
    {
        { SmallFile.RowOf(2)[..60], "CutRow" },
        { SmallFile.RowOf(2)[..60] + "\n", "CutRow" },
        { SmallFile.RowOf(2, ("description", "\"ABS | ASR")), "OpenQuote" },
        { SmallFile.RowOf(2, ("locationId", "\"128")), "OpenQuote" },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_file_that_ends_badly_has_a_fault(string ending, string code)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1)) + ending);
        Assert.Equal([code], result.FaultCodes);
        Assert.False(result.File.Faults[0].IsFatal);
        Assert.Equal("C1", Assert.Single(result.Vehicles).ConfigurationNumber);
        Assert.Single(result.Errors);
    }

    [Fact]
    public void A_file_cut_inside_a_character_has_a_fault()
    {
        var bytes = Encoding.UTF8.GetBytes(SmallFile.Of(SmallFile.RowOf(1, ("color", "Żółty"))) + SmallFile.RowOf(2, ("locationId", "ż")));
        var result = StockFolder.Read(_folder.Write(bytes[..^1]));
        Assert.Equal("utf-8", result.File.Encoding);
        Assert.Equal(["CutCharacter"], result.FaultCodes);
        Assert.Equal("Żółty", result.Vehicles[0].Color);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(700_000)]
    public void A_nul_byte_is_refused(int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(SmallFile.Of([.. Enumerable.Range(0, 5_000).Select(number => SmallFile.RowOf(number))]));
        bytes[offset] = 0;
        var result = StockFolder.Read(_folder.Write(bytes));
        Assert.Equal(["NulBytes"], result.FaultCodes);
        Assert.Contains($"{offset}", result.File.Faults[0].Message);
        Assert.Empty(result.Vehicles);
    }

    [Fact]
    public void A_nul_character_in_utf_16_is_refused() =>
        Assert.Equal(["NulBytes"], StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row(("color", "a\0b"))), StockFolder.EncodingOf("utf-16"))).FaultCodes);

    [Theory]
    [InlineData(',')]
    [InlineData('x')]
    [InlineData('"')]
    public void A_line_without_end_is_refused_quickly(char filler)
    {
        var path = _folder.Write(SmallFile.Of(SmallFile.RowOf(1)));
        using (var file = new FileStream(path, FileMode.Append))
        {
            var block = Encoding.ASCII.GetBytes(new string(filler, 1 << 20));
            for (var megabytes = 0; megabytes < 100; megabytes++)
                file.Write(block);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var result = StockFolder.Read(path);
        Assert.Equal(["RowTooLong"], result.FaultCodes);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 << 20);
    }

    [Fact]
    public void An_open_quote_does_not_swallow_a_large_file()
    {
        var rows = Enumerable.Range(0, 9_000).Select(number => SmallFile.RowOf(number, ("description", number == 10 ? "\"open" : "ABS")));
        var fault = Assert.Single(StockFolder.Read(_folder.Write(SmallFile.Of([.. rows]))).File.Faults);
        Assert.Equal("RowTooLong", fault.Code);
        Assert.Contains("line 12 ", fault.Message);
    }

    [Fact]
    public void Megabyte_of_blank_lines_is_skipped()
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1)) + new string('\n', 1 << 20) + SmallFile.RowOf(2) + "\n");
        Assert.Equal([2, 3 + (1 << 20)], result.Vehicles.Select(vehicle => vehicle.Line));
    }

    [Fact]
    public void A_row_across_many_blocks_is_read()
    {
        var text = new string('a', 50_000);
        var result = Read(SmallFile.Of(SmallFile.RowOf(1, ("make", text), ("model", text), ("description", $"\"{text}\"\"\""))));
        Assert.Equal(text + "\"", Assert.Single(result.Vehicles).Description);
    }

    [Fact]
    public void A_header_of_too_many_columns_is_refused() =>
        Assert.Equal(["TooManyColumns"], Read(StockFileGenerator.Header + new string(',', 1_000) + "\n").FaultCodes);

    [Fact]
    public void A_header_with_wrong_quotes_is_refused() => Assert.Equal(["BadHeader"], Read("\"vin\"x,make\n1,2\n").FaultCodes);

    [Theory]
    [InlineData("vin,configurationNumber", "wvw zzz1kz 00000001,C1")]
    [InlineData("configurationNumber,vin", "C1,WVWZZZ1KZ00000001")]
    [InlineData("configurationNumber,vin", "C1,TESTCARAAAAAAAAAA")] // No digit tells it from a word: the numbers behind it do.
    public void A_header_that_lost_its_line_break_is_refused(string start, string firstRow)
    {
        // The rows below it are joined in pairs, so that they have as many values as the header: a car of each would be lost.
        var rest = StockFileGenerator.Header.Replace("configurationNumber,vin,", string.Empty);
        var row = SmallFile.RowOf(2) + SmallFile.RowOf(3);
        Assert.Equal(["RowInHeader"], Read($"{start},{rest}{firstRow}{string.Join(',', SmallFile.RowOf(1).Split(',').Skip(2).Prepend(string.Empty))}\n{row}\n").FaultCodes);
        Assert.Empty(Read(SmallFile.Of(SmallFile.RowOf(1)).Replace("locationId\n", "locationId,UWAGARABATREKLAMA\n").Replace(",128\n", ",128,1\n")).FaultCodes);
    }

    [Fact]
    public void A_value_that_is_too_long_is_a_fault_of_its_row()
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1, ("model", new string('a', 70_000))), SmallFile.RowOf(2)));
        Assert.Equal("TooLong", Assert.Single(Assert.Single(result.Errors).Faults).Code);
        Assert.True(result.Errors[0].RawRow.Length < 5_000);
        Assert.Single(result.Vehicles);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        var options = StockFolder.Options with { Limits = new StockLimits { FileBytes = 100 } };
        Assert.Equal(["TooLarge"], StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row())), options).FaultCodes);
    }

    [Theory]
    [InlineData("no-such-file.csv")]
    [InlineData(".")]
    public void Path_that_is_not_a_file_is_a_fault(string name)
    {
        var result = StockFolder.Read(Path.Combine(_folder.Path, name));
        Assert.Equal(["NotReadable"], result.FaultCodes);
        Assert.DoesNotContain("denied", result.File.Faults[0].Message);
        Assert.False(result.File.IsReadToEnd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipe_without_a_writer_is_a_fault_without_waiting(bool isLinked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no mkfifo on Windows.");
        var pipe = Path.Combine(_folder.Path, "pipe.csv");
        await Process.Start("mkfifo", [pipe]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var path = isLinked ? File.CreateSymbolicLink(pipe + ".link", pipe).FullName : pipe;
        var result = await Task.Run(() => StockFolder.Read(path)).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        Assert.Equal(["Empty"], result.FaultCodes);
    }

    public void Dispose() => _folder.Dispose();

    private StockResult Read(string text) => StockFolder.Read(_folder.Write(text));
}
