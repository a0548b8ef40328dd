using System.Globalization;
using System.Text;
using CsvHelper;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Benchmarks;

/// <summary>Compares both passes over a stock file with CsvHelper's <c>GetRecords</c> over the same file.</summary>
internal static class ReadingBenchmark
{
    private const int Rows = 100_000;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        var clean = bench.MakeStock(Rows, StockDialect.Clean);
        var partner = bench.MakeStock(Rows, StockDialect.Partner);
        var rounds = bench.CountRounds(15);
        var times = await Timing.MeasureInTurnsAsync(
            3,
            rounds,
            () => Read(clean),
            () => GetRecords<CleanCar>(clean, ',', Encoding.UTF8),
            () => Read(partner),
            () => GetRecords<PartnerCar>(partner, ';', Encoding.GetEncoding("windows-1250")));

        yield return Figure.CreateAtLeast(
            "Reading, normalising and validating 100,000 rows of 25 columns of a clean file (both passes): rate compared with CsvHelper 34's `GetRecords`, which only reads strings and numbers",
            Timing.GetRatio(times[1], times[0]), 0.18, DescribeRates(times[0], times[1]));
        yield return Figure.CreateAtLeast(
            "The same with a partner's file (Windows-1250, Polish words), compared with `GetRecords` of that file",
            Timing.GetRatio(times[3], times[2]), 0.3, DescribeRates(times[2], times[3]));
        yield return Figure.CreateAtLeast(
            "The same partner's file, compared with `GetRecords` of a clean file with the same vehicles",
            Timing.GetRatio(times[1], times[2]), 0.15, DescribeRates(times[2], times[1]));
    }

    /// <summary>Makes both passes over a stock file.</summary>
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

    private static string DescribeRates(double[] own, double[] other) => Figure.Format(
        $"{Rows / Timing.GetMedian(own):0,0} k rows/s vs {Rows / Timing.GetMedian(other):0,0} k");
}
