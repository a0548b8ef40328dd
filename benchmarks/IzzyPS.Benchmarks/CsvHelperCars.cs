using CsvHelper;

namespace IzzyPS.Benchmarks;

#pragma warning disable SA1300, IDE1006 // The agreed file's own column names, so that CsvHelper needs no map.

/// <summary>The agreed file's columns as strings and numbers, for CsvHelper. Nothing is checked and no word is understood.</summary>
internal class StockCar
{
    public string? configurationNumber { get; set; }

    public string? vin { get; set; }

    public string? category { get; set; }

    public string? make { get; set; }

    public string? model { get; set; }

    public int? manufactureYear { get; set; }

    public int? mileage { get; set; }

    public string? engineCode { get; set; }

    public decimal? cubicCapacity { get; set; }

    public decimal? acceleration { get; set; }

    public string? fuelType { get; set; }

    public string? transmissionType { get; set; }

    public string? driveWheels { get; set; }

    public string? type { get; set; }

    public string? carClass { get; set; }

    public int? doors { get; set; }

    public string? color { get; set; }

    public string? availableFrom { get; set; }

    public string? firstRegistrationDate { get; set; }

    public string? description { get; set; }

    public string? locationId { get; set; }
}

/// <summary>The clean file's car.</summary>
[CsvRecord]
internal sealed partial class CleanCar : StockCar
{
    public int? power { get; set; }

    public decimal? pricing_listPrice { get; set; }

    public decimal? pricing_salesPrice { get; set; }

    public decimal? pricing_miniPrice { get; set; }
}

/// <summary>The partner's car: its prices, <c>109 900,00 zł</c> or <c>NULL</c>, are no numbers for CsvHelper.</summary>
[CsvRecord]
internal sealed partial class PartnerCar : StockCar
{
    public decimal? power { get; set; }

    public string? pricing_listPrice { get; set; }

    public string? pricing_salesPrice { get; set; }

    public string? pricing_miniPrice { get; set; }
}
