using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>Files that hold a CSV, and files that are something else.</summary>
public sealed class ContainerTests : IDisposable
{
    private static readonly string Text = SmallFile.Of(SmallFile.RowOf(1, ("color", "Żółty")), SmallFile.RowOf(2), SmallFile.RowOf(3));

    private readonly StockFolder _folder = new();

    [Fact]
    public void Gzip_is_read_like_the_plain_file()
    {
        var path = _folder.Write(Gzip(Text));
        var result = StockFolder.Read(path);
        Check(result);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), result.File.Sha256);
        Assert.Equal(new FileInfo(path).Length, result.File.Length);
    }

    [Theory]
    [InlineData("stock.csv")]
    [InlineData("stock.csv", "readme.pdf", "__MACOSX/._stock.csv")]
    [InlineData("export/STOCK.TXT")]
    [InlineData("stock.csv", "readme.txt")]
    [InlineData("stan.txt", "CZYTAJ TO.txt")]
    public void Zip_with_one_csv_is_read_like_the_plain_file(params string[] names) => Check(StockFolder.Read(_folder.Write(Zip(names))));

    [Theory]
    [InlineData("a.csv", "b.csv")]
    [InlineData("photo.jpg")]
    [InlineData]
    public void Zip_without_exactly_one_csv_is_refused_by_its_names(params string[] names)
    {
        var fault = Assert.Single(StockFolder.Read(_folder.Write(Zip(names))).File.Faults);
        Assert.Equal("ZipEntries", fault.Code);
        Assert.All(names, name => Assert.Contains(name, fault.Message));
    }

    [Fact]
    public void Zip_with_a_workbook_says_that_the_workbook_can_be_read()
    {
        var fault = Assert.Single(StockFolder.Read(_folder.Write(Zip("stock.xlsx"))).File.Faults);
        Assert.Contains("'stock.xlsx'", fault.Message);
        Assert.Contains("an .xlsx file is read as it is", fault.Message);
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        var (first, second) = (Gzip(Text[..100]), Gzip(Text[100..]));
        Check(StockFolder.Read(_folder.Write([.. first, .. second])));
        Assert.Equal(["DamagedFile"], StockFolder.Read(_folder.Write([.. first, .. second[..^20]])).FaultCodes);
    }

    [Fact]
    public void Container_that_is_cut_or_damaged_is_refused()
    {
        var long1 = Gzip(SmallFile.Of([.. Enumerable.Range(0, 3_000).Select(number => SmallFile.RowOf(number))]));
        Assert.Equal(["DamagedFile"], StockFolder.Read(_folder.Write(long1[..^9])).FaultCodes);
        Assert.Equal(["DamagedFile"], StockFolder.Read(_folder.Write(long1[..(long1.Length / 2)])).FaultCodes);
        var zip = Zip("stock.csv");
        Assert.Equal(["DamagedFile"], StockFolder.Read(_folder.Write(zip[..^30])).FaultCodes);
        Assert.Equal(["DamagedFile"], StockFolder.Read(_folder.Write(WorkbookFile.Create(Text)[..^300])).FaultCodes);
    }

    [Fact]
    public void Gzip_that_unpacks_to_too_much_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var block = new byte[1 << 20];
            Array.Fill(block, (byte)',');
            for (var megabytes = 0; megabytes < 80; megabytes++)
                gzip.Write(block);
        }

        Assert.Equal(["TooLarge"], StockFolder.Read(_folder.Write(packed.ToArray())).FaultCodes);
    }

    [Fact]
    public void Packed_file_in_a_packed_file_is_refused() => Assert.Equal(["NotCsv"], StockFolder.Read(_folder.Write(Gzip(Gzip(Text)))).FaultCodes);

    [Fact]
    public void Container_changed_between_the_readings_is_refused()
    {
        var path = _folder.Write(Gzip(Text));
        var reader = new StockReader(StockFolder.Options);
        var set = new StockSet();
        var file = reader.Examine(set, path, TestContext.Current.CancellationToken);
        File.WriteAllBytes(path, Gzip(Text + SmallFile.RowOf(9) + "\n"));
        Assert.Empty(reader.Read(file, TestContext.Current.CancellationToken));
        Assert.Equal("Changed", Assert.Single(file.Faults).Code);
    }

    [Fact]
    public void Workbook_is_read_like_a_csv_file()
    {
        var result = StockFolder.Read(_folder.Write(WorkbookFile.Create(Text)));
        Check(result);
        Assert.Equal(new DateOnly(2025, 6, 16), result.Vehicles[0].AvailableFrom);
        Assert.Equal((1591m, 11m, 109900m), (result.Vehicles[0].CubicCapacity, result.Vehicles[0].Acceleration, result.Vehicles[0].ListPrice));
    }

    [Fact]
    public void Sheet_of_a_workbook_can_be_named()
    {
        var path = _folder.Write(WorkbookFile.Create(Text));
        Check(StockFolder.Read(path, StockFolder.Options with { Sheet = "stock" }));
        Assert.Equal(["MissingHeader"], StockFolder.Read(path, StockFolder.Options with { Sheet = "Notes" }).FaultCodes);
        var fault = Assert.Single(StockFolder.Read(path, StockFolder.Options with { Sheet = "Other" }).File.Faults);
        Assert.Equal("SheetNotFound", fault.Code);
        Assert.Contains("'Stock', 'Notes'", fault.Message);
    }

    public static TheoryData<string, string> Strangers => new()
    {
        { "D0CF11E0A1B11AE1", ".xls" },
        { "255044462D312E37", "PDF" },
        { Hex("{ \"vehicles\": [] }"), "JSON" },
        { Hex("[\n  { \"vin\": 1 } ]"), "JSON" },
        { Hex("<?xml version=\"1.0\"?><cars/>"), "XML" },
        { Hex("\uFEFF<?xml version=\"1.0\"?><cars/>"), "XML" },
        { Hex("<html><body><table>"), "HTML" },
        { Hex("  <table border=1><tr>"), "HTML" },
        { Convert.ToHexString(Encoding.Unicode.GetBytes("\uFEFF<html><body>")), "HTML" },
        { "377ABCAF271C0004", "7z" },
        { "526172211A070100", "RAR" },
        { "89504E470D0A1A0A", "picture" },
        { Hex("SQLite format 3\0"), "SQLite" },
        { Convert.ToHexString([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("vin,make")]), "UTF-32" },
        { Convert.ToHexString(Encoding.UTF32.GetBytes("vin,make")), "UTF-32" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void File_of_another_format_is_refused_by_its_name(string bytes, string named)
    {
        var fault = Assert.Single(StockFolder.Read(_folder.Write(Convert.FromHexString(bytes))).File.Faults);
        Assert.Equal(("NotCsv", true), (fault.Code, fault.IsFatal));
        Assert.Contains(named, fault.Message);
        Assert.Contains("Save the stock as CSV", fault.Message);
    }

    [Theory]
    [InlineData("xl/workbook.bin", ".xlsb")]
    [InlineData("word/document.xml", "Word")]
    public void Document_that_is_a_zip_is_refused_by_its_name(string entry, string named)
    {
        var fault = Assert.Single(StockFolder.Read(_folder.Write(Zip(entry))).File.Faults);
        Assert.Equal("NotCsv", fault.Code);
        Assert.Contains(named, fault.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipe_with_a_writer_is_read_twice_from_a_private_copy(bool isPacked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are opened with Linux's system calls.");
        var pipe = Path.Combine(_folder.Path, "pipe");
        await Process.Start("mkfifo", [pipe]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var writing = Task.Run(() => File.WriteAllBytes(pipe, isPacked ? Gzip(Text) : Encoding.UTF8.GetBytes(Text)), TestContext.Current.CancellationToken);
        var before = Directory.GetFiles(Path.GetTempPath(), "izzy-*").Length;
        var result = await Task.Run(() => StockFolder.Read(pipe), TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        await writing;
        Check(result);
        Assert.Equal(before, Directory.GetFiles(Path.GetTempPath(), "izzy-*").Length);
    }

    [Fact]
    public async Task Reading_of_a_pipe_that_gives_nothing_can_be_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes are opened with Linux's system calls.");
        var pipe = Path.Combine(_folder.Path, "pipe");
        await Process.Start("mkfifo", [pipe]).WaitForExitAsync(TestContext.Current.CancellationToken);
        using var writer = Process.Start("sh", ["-c", $"exec sleep 60 > '{pipe}'"]);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() => new StockReader(StockFolder.Options).Examine(new StockSet(), pipe, stop.Token), TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        writer.Kill();
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(StockResult result)
    {
        Assert.Empty(result.File.Faults);
        Assert.Empty(result.Errors);
        Assert.Equal(["C1", "C2", "C3"], result.Vehicles.Select(vehicle => vehicle.ConfigurationNumber));
        Assert.Equal("Żółty", result.Vehicles[0].Color);
        Assert.True(result.File.IsReadToEnd);
        Assert.True(result.File.HasFinalLineBreak);
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Zip(params IEnumerable<string> names) => WorkbookFile.Zip(names.Select(name => (name, Text)));
}
