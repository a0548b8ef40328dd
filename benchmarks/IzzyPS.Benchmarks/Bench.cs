
namespace IzzyPS.Benchmarks;

/// <summary>What all benchmarks share: how thorough they are, and files on a real disk.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _scratch;

    public Bench(bool isQuick)
    {
        IsQuick = isQuick;
        _scratch = Path.Combine(Output, "benchmarks", $"run-{Environment.ProcessId}");
        _ = Directory.CreateDirectory(_scratch);
    }

    /// <summary>Whether fewer rounds do.</summary>
    public bool IsQuick { get; }

    /// <summary>The repository's <c>out</c> folder: on the disk that the repository is on, where /tmp may be memory.</summary>
    public static string Output { get; } = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(StockFileGenerator.Fixtures))!, "out");

    /// <summary>Rounds of a measurement: an odd number, so that the median is one of them.</summary>
    public int Rounds(int thorough) => IsQuick ? Math.Max(3, thorough / 2 | 1) : thorough;

    /// <summary>A path in a folder that is deleted at the end.</summary>
    public string PathOf(string name) => Path.Combine(_scratch, name);

    /// <summary>A stock file; made once a run.</summary>
    public string Stock(int rows, StockDialect dialect)
    {
        var path = PathOf($"stock-{rows}-{dialect}.csv");
        if (!File.Exists(path))
            StockFileGenerator.Write(path, rows, dialect, dialect == StockDialect.Partner ? System.Text.Encoding.GetEncoding("windows-1250") : null);
        return path;
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
