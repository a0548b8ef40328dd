
namespace IzzyPS.Benchmarks;

/// <summary>The settings and files that all benchmarks share. The files are on a real disk.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _scratch;

    public Bench(bool isQuick)
    {
        IsQuick = isQuick;
        _scratch = Path.Combine(Output, "benchmarks", $"run-{Environment.ProcessId}");
        _ = Directory.CreateDirectory(_scratch);
    }

    /// <summary>Whether fewer rounds are enough.</summary>
    public bool IsQuick { get; }

    /// <summary>The repository's <c>out</c> folder. It is on the disk of the repository. /tmp may be in memory.</summary>
    public static string Output { get; } = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(StockFileGenerator.Fixtures))!, "out");

    /// <summary>Gets the number of rounds of a measurement. The number is odd, so that the median is one of the rounds.</summary>
    public int CountRounds(int thorough) => IsQuick ? Math.Max(3, thorough / 2 | 1) : thorough;

    /// <summary>Gets a path in a folder that is deleted at the end.</summary>
    public string GetPath(string name) => Path.Combine(_scratch, name);

    /// <summary>Makes a stock file, once in each run of the benchmarks, and returns its path.</summary>
    public string MakeStock(int rows, StockDialect dialect)
    {
        var path = GetPath($"stock-{rows}-{dialect}.csv");
        if (!File.Exists(path))
            StockFileGenerator.Write(path, rows, dialect, dialect == StockDialect.Partner ? System.Text.Encoding.GetEncoding("windows-1250") : null);
        return path;
    }

    public void Dispose() => Directory.Delete(_scratch, recursive: true);
}
