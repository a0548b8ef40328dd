using System.Text;
using IzzyPS.Stock;
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
        LocationMap = LocationMap.From([new("128", "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a")]),
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

/// <summary>What came of a file.</summary>
internal sealed record StockResult(StockFile File, IReadOnlyList<Vehicle> Vehicles, IReadOnlyList<RowError> Errors)
{
    public IEnumerable<string> FaultCodes => File.Faults.Select(fault => fault.Code);
}
