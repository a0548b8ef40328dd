using System.Text;

namespace IzzyPS.Soak.Fuzz;

/// <summary>Creates the valid files that are then mutated: parts of the fixtures and the examples in their own encodings, and generated files.</summary>
internal sealed class FuzzSeeds
{
    private const int MostRows = 12;

    private readonly List<FuzzFile> _files;

    internal FuzzSeeds()
    {
        var examples = Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples");
        _files = [.. Directory.GetFiles(StockFileGenerator.Fixtures, "*.csv").Concat(Directory.GetFiles(examples, "*.csv")).Order(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>Creates a file with a header and up to twelve rows.</summary>
    internal FuzzFile Next(Random random)
    {
        var isGenerated = random.Next(3) == 0;
        var file = isGenerated ? Generate(random) : _files[random.Next(_files.Count)];
        var rows = file.Lines.Count - 1;
        var count = random.Next(1, Math.Min(MostRows, rows) + 1);
        var start = random.Next(1, rows - count + 2);
        return file with { Lines = [file.Lines[0], .. file.Lines.GetRange(start, count)] };
    }

    internal static Encoding GetEncoding(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);

    private static FuzzFile Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        Encoding encoding = name switch
        {
            _ when name.EndsWith("windows-1250", StringComparison.Ordinal) => GetEncoding("windows-1250"),
            _ when name.EndsWith("iso-8859-2", StringComparison.Ordinal) => GetEncoding("iso-8859-2"),
            _ when name.EndsWith("utf-16", StringComparison.Ordinal) => new UnicodeEncoding(bigEndian: false, byteOrderMark: true),
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: name.EndsWith("utf-8", StringComparison.Ordinal)),
        };
        var text = File.ReadAllText(path, encoding);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')).ToList();
        return new FuzzFile(lines, lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',', text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n", encoding);
    }

    /// <summary>Puts a digit into the VIN, because every real VIN has one.</summary>
    private static string PutDigit(string row) => row.Replace("TESTCAR", "TESTC4R", StringComparison.Ordinal).Replace("testcar", "testc4r", StringComparison.Ordinal);

    private static FuzzFile Generate(Random random)
    {
        var dialect = random.Next(2) == 0 ? StockDialect.Clean : StockDialect.Partner;
        var delimiter = dialect == StockDialect.Clean ? ',' : ';';
        var first = random.Next(1, 100_000);
        var step = random.Next(1, 4);
        return new FuzzFile(
            [StockFileGenerator.Header.Replace(',', delimiter), .. Enumerable.Range(0, MostRows).Select(number => PutDigit(StockFileGenerator.CreateRow(first + (number * step), dialect)))],
            delimiter,
            random.Next(3) == 0 ? "\r\n" : "\n",
            random.Next(5) switch
            {
                0 => GetEncoding("windows-1250"),
                1 => GetEncoding("iso-8859-2"),
                2 => new UnicodeEncoding(bigEndian: random.Next(2) == 0, byteOrderMark: random.Next(2) == 0),
                _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: random.Next(2) == 0),
            });
    }
}
