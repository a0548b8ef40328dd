using System.Text;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock;

/// <summary>A folder of stock files that lasts as long as a test.</summary>
internal sealed class StockFolder : IDisposable
{
    /// <summary>The header of small files: the required columns and those that tests are about.</summary>
    public const string Header = StockFileGenerator.Header;

    private int _files;

    public string Path { get; } = Directory.CreateTempSubdirectory("izzy-stock-").FullName;

    public static StockReaderOptions Options { get; } = new()
    {
        LocationMap = LocationMap.CreateFromEntries([new("128", "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a")]),
    };

    public static Encoding EncodingOf(string name) =>
        CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

    public string Generate(int count, StockDialect dialect, Encoding? encoding = null)
    {
        var path = NextPath();
        StockFileGenerator.Write(path, count, dialect, encoding);
        return path;
    }

    public string Write(string text, Encoding? encoding = null) => Write((encoding ?? new UTF8Encoding(false)).GetBytes(text));

    public string Write(byte[] bytes)
    {
        var path = NextPath();
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public static StockResult Read(string path, StockReaderOptions? options = null)
    {
        var reader = new StockReader(options ?? Options);
        var set = new StockSet();
        var file = reader.Examine(set, path, TestContext.Current.CancellationToken);
        set.Seal();
        var rows = reader.Read(file, TestContext.Current.CancellationToken).ToList();
        return new StockResult(file, [.. rows.Select(row => row.Vehicle).OfType<Vehicle>()], [.. rows.Select(row => row.Error).OfType<RowError>()]);
    }

    public StockResult ReadText(string text, StockReaderOptions? options = null) => Read(Write(text), options);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private string NextPath() => System.IO.Path.Combine(Path, $"stock-{++_files}.csv");
}

/// <summary>Small files: the agreed header and a row that is right, with whatever a test is about changed in it.</summary>
internal static class SmallFile
{
    public const string Vin = "U5YPU81BGPL155538";

    private static readonly string[] Columns = StockFileGenerator.Header.Split(',');

    private static readonly string[] Values =
    [
        "AAU03218IE", Vin, "osobowy", "Kia", "Sportage", "2023", "29550", "G4FT", "1591.00", "11", "ETYLINA", "150.00", "Manualna", "Na przednie koła",
        "SUV", "FAMILY", "5", "Niebieski", "2025-06-16", "2023-08-01", "ABS | ASR", "109900.00", "108900.00", "105000.00", "128",
    ];

    /// <summary>A row with some cells as they would stand in the file, quotes included.</summary>
    public static string Row(params (string Column, string Cell)[] changes)
    {
        var cells = (string[])Values.Clone();
        foreach (var (column, cell) in changes)
            cells[Array.IndexOf(Columns, column)] = cell;
        return string.Join(',', cells);
    }

    /// <summary>A row of another car.</summary>
    public static string RowOf(int number, params (string Column, string Cell)[] changes) =>
        Row([("vin", StockFileGenerator.CreateVin(number)), ("configurationNumber", $"C{number}"), .. changes]);

    /// <summary>The header and rows, each with its line break.</summary>
    public static string Of(params string[] rows) => string.Concat(rows.Prepend(StockFileGenerator.Header).Select(row => row + "\n"));
}

/// <summary>The result of reading a file.</summary>
internal sealed record StockResult(StockFile File, IReadOnlyList<Vehicle> Vehicles, IReadOnlyList<RowError> Errors)
{
    public IEnumerable<string> FaultCodes => File.Faults.Select(fault => fault.Code);
}
