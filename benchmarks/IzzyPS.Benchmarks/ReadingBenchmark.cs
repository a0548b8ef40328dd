using System.Globalization;
using System.Text;
using CsvHelper;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Benchmarks;

/// <summary>Both passes over a stock file, beside CsvHelper's <c>GetRecords</c> alone over the same file.</summary>
internal static class ReadingBenchmark
{
    private const int Rows = 100_000;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        var clean = bench.Stock(Rows, StockDialect.Clean);
        var partner = bench.Stock(Rows, StockDialect.Partner);
        var rounds = bench.Rounds(15);
        var times = await Timing.ByTurnsAsync(
            3,
            rounds,
            () => Read(clean),
            () => GetRecords<CleanCar>(clean, ',', Encoding.UTF8),
            () => Read(partner),
            () => GetRecords<PartnerCar>(partner, ';', Encoding.GetEncoding("windows-1250")));

        yield return Figure.AtLeast(
            "Reading, normalising and validating 100,000 rows of 25 columns (both passes), rate beside CsvHelper 34's `GetRecords` of strings and numbers alone, clean file",
            Timing.Ratio(times[1], times[0]), 0.18, Details(times[0], times[1]));
        yield return Figure.AtLeast(
            "The same, a partner's file (Windows-1250, Polish words), beside `GetRecords` of that same file",
            Timing.Ratio(times[3], times[2]), 0.3, Details(times[2], times[3]));
        yield return Figure.AtLeast(
            "The same partner's file, beside `GetRecords` of its clean twin",
            Timing.Ratio(times[1], times[2]), 0.15, Details(times[2], times[1]));
    }

    /// <summary>Both passes.</summary>
    public static void Read(string path)
    {
        var reader = new StockReader(new StockReaderOptions());
        var stock = new StockSet();
        var file = reader.Examine(stock, path, CancellationToken.None);
        stock.Seal();
        var vehicles = 0;
        foreach (var row in reader.Read(file, CancellationToken.None))
            vehicles += row.Vehicle is null ? 0 : 1;
        if (vehicles != file.RowCount || !file.IsReadToEnd)
            throw new InvalidOperationException($"{vehicles} of {file.RowCount} rows became vehicles.");
    }

    private static void GetRecords<TCar>(string path, char separator, Encoding encoding)
    {
        var decimalComma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        decimalComma.NumberFormat.NumberDecimalSeparator = ",";
        decimalComma.NumberFormat.NumberGroupSeparator = " ";
        var options = new CsvReaderOptions { Separator = separator, Encoding = encoding, FormatProvider = separator == ',' ? CultureInfo.InvariantCulture : decimalComma };
        using var csv = CsvReader.FromFile(path, options);
        var cars = csv.GetRecords<TCar>().Count();
        if (cars != Rows)
            throw new InvalidOperationException($"CsvHelper read {cars} of {Rows} rows.");
    }

    private static string Details(double[] own, double[] other) => Figure.Text(
        $"{Rows / Timing.Median(own):0,0} k rows/s beside {Rows / Timing.Median(other):0,0} k");
}
