using System.Globalization;
using System.Text;

namespace IzzyPS.Testing.Stocks;

/// <summary>
/// Generates stock files of any length from rows of the Polish vehicle register (<c>fixtures/cepik-vehicles.csv</c>). Make, model, year,
/// registration, capacity and fuel are real. The other values are computed from the row's number, so the same number gives the same row.
/// </summary>
public static class StockFileGenerator
{
    /// <summary>The header of the agreed format.</summary>
    public const string Header =
        "configurationNumber,vin,category,make,model,manufactureYear,mileage,engineCode,cubicCapacity,acceleration,fuelType,power,"
        + "transmissionType,driveWheels,type,carClass,doors,color,availableFrom,firstRegistrationDate,description,"
        + "pricing_listPrice,pricing_salesPrice,pricing_miniPrice,locationId";

    private const string VinCharacters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";

    private static readonly string[] Equipment =
    [
        "ABS", "ASR", "Klimatyzacja automatyczna", "Czujniki parkowania tył", "Światła LED", "Podgrzewane fotele", "Tempomat",
        "Kamera cofania", "Nawigacja GPS", "Bluetooth", "Elektryczne szyby", "Alufelgi 17\"", "Hak holowniczy", "Isofix",
    ];

    private static readonly (string Api, string Partner)[] Colors =
        [("Niebieski", "Niebieski"), ("Srebrny", "Srebrny"), ("Biały", "Biały"), ("Żółty", "Żółty"), ("Czarny", "Czarny")];

    private static readonly (string Api, string Partner)[] Types =
    [
        ("SALOON", "Sedan"), ("ESTATE", "Kombi"), ("SUV", "SUV"), ("HATCHBACK", "Auta miejskie"), ("VAN", "Van"), ("CONVERTIBLE", "Kabriolet"),
    ];

    private static readonly (string Api, string Partner)[] Wheels =
        [("FRONT", "Na przednie koła"), ("REAR", "Na tylnie koła"), ("FOUR", "4x4 (stały)"), ("FOUR", "4x4 (dołączany automatycznie)")];

    private static readonly (string Api, string Partner)[] Gears =
        [("MANUAL", "Manualna"), ("AUTOMATIC", "Automatyczna hydrauliczna (klasyczna)"), ("AUTOMATIC", "Automatyczna dwusprzęgłowa (DCT, DSG)")];

    /// <summary>The folder of the fixtures.</summary>
    public static string Fixtures { get; } = FindFixtures();

    private static readonly string[][] Real =
        [.. File.ReadLines(Path.Combine(Fixtures, "cepik-vehicles.csv")).Skip(1).Where(line => !line.Contains('"')).Select(line => line.Split(',')).Where(cells => cells.Length == 9)];

    /// <summary>Writes a stock file.</summary>
    public static void Write(string path, int count, StockDialect dialect, Encoding? encoding = null)
    {
        using var writer = new StreamWriter(path, append: false, encoding ?? new UTF8Encoding(false), 1 << 16) { NewLine = dialect == StockDialect.Clean ? "\n" : "\r\n" };
        writer.WriteLine(dialect == StockDialect.Clean ? Header : Header.Replace(',', ';'));
        for (var number = 0; number < count; number++)
            writer.WriteLine(CreateRow(number, dialect));
    }

    /// <summary>Creates a valid VIN that is clearly invented: it starts with TESTCAR.</summary>
    public static string CreateVin(int number)
    {
        Span<char> vin = stackalloc char[17];
        "TESTCAR".CopyTo(vin);
        for (var at = 16; at >= 7; at--, number /= VinCharacters.Length)
            vin[at] = VinCharacters[number % VinCharacters.Length];
        return new string(vin);
    }

    /// <summary>Creates a row without its line break.</summary>
    /// <param name="number">The number of the vehicle.</param>
    /// <param name="dialect">The format of the file.</param>
    /// <param name="kilometres">The distance since the vehicle came, in km.</param>
    /// <param name="discount">The reduction of the sales price since then, in PLN.</param>
    public static string CreateRow(int number, StockDialect dialect, int kilometres = 0, int discount = 0)
    {
        var real = Real[number % Real.Length];
        var isClean = dialect == StockDialect.Clean;
        var (category, partnerCategory) = real[2].EndsWith("OSOBOWY", StringComparison.Ordinal) ? ("PASSENGER", "osobowy") : ("DELIVERY", "Ciężarowy");
        var (fuel, partnerFuel) = real[7] switch
        {
            "BENZYNA" => number % 7 == 0 ? ("HYBRID", "HYBRYDA (ETYLINA + NAPĘD ELEKTR.)") : ("PETROL", "ETYLINA"),
            "OLEJ NAPĘDOWY" => ("DIESEL", "OLEJ NAPĘDOWY"),
            _ => ("ELECTRIC", "ENERGIA ELEKTRYCZNA"),
        };
        var mixed = (number * 2654435761L) >> 4;
        string Pick((string Api, string Partner)[] words, int salt) => isClean ? words[(mixed + salt) % words.Length].Api : words[(mixed + salt) % words.Length].Partner;
        string Money(long zloty) => isClean ? zloty.ToString(CultureInfo.InvariantCulture) + ".00" : GroupDigits(zloty) + ",00 zł";

        var price = 20_000 + (mixed % 300_000);
        var capacity = real[5].Length == 0 ? "0" : real[5];
        var items = string.Join(" | ", Enumerable.Range(0, 3 + (int)(mixed % 9)).Select(item => Equipment[(mixed + (item * 3)) % Equipment.Length]).Distinct(StringComparer.Ordinal));
        var description = isClean ? items : items + " | " + items.Split(" | ")[0];
        string[] cells =
        [
            $"AAU{number:D7}IE",
            isClean ? CreateVin(number) : CreateVin(number).ToLowerInvariant(),
            isClean ? category : partnerCategory,
            real[0],
            real[1],
            real[3],
            ((mixed % 250_000) + kilometres).ToString(CultureInfo.InvariantCulture),
            isClean ? "-" : "-",
            isClean ? capacity + ".00" : capacity + ",00",
            isClean ? $"{5 + (mixed % 10)}.5" : $"{5 + (mixed % 10)},5",
            isClean ? fuel : partnerFuel,
            isClean ? $"{60 + (mixed % 240)}" : $"{60 + (mixed % 240)},00",
            Pick(Gears, 1),
            Pick(Wheels, 2),
            Pick(Types, 3),
            isClean ? string.Empty : "Hatchback",
            number % 3 == 0 ? "0" : "5",
            Pick(Colors, 4),
            isClean ? "2025-06-16" : "2025-06-16 15:01:50",
            isClean ? real[4] : $"{real[4][8..]}.{real[4][5..7]}.{real[4][..4]}",
            number % 11 == 0 ? isClean ? string.Empty : "NULL" : description,
            Money(price),
            Money(price - (mixed % 5_000) - discount),
            number % 5 == 0 ? isClean ? string.Empty : "NULL" : Money(price - 5_000),
            number % 4 == 0 ? isClean ? string.Empty : "NULL" : "128",
        ];
        var delimiter = isClean ? ',' : ';';
        return string.Join(delimiter, cells.Select(cell => Quote(cell, delimiter)));
    }

    private static string GroupDigits(long number)
    {
        var text = number.ToString("#,0", CultureInfo.InvariantCulture);
        return text.Replace(',', '\u00A0'); // Windows-1250 has the no-break space, but not the narrow no-break space.
    }

    private static string Quote(string cell, char delimiter) =>
        cell.AsSpan().IndexOfAny(delimiter, '"') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";

    private static string FindFixtures()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var fixtures = Path.Combine(folder.FullName, "tests", "fixtures");
            if (Directory.Exists(fixtures))
                return fixtures;
        }

        throw new DirectoryNotFoundException("There is no tests/fixtures above the test's folder.");
    }
}
