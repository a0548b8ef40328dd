namespace IzzyPS.Benchmarks;

#pragma warning disable SA1300, IDE1006 // The names are the column names of the agreed format, so that CsvHelper needs no map.

/// <summary>The columns of the agreed format as strings and numbers, for CsvHelper. CsvHelper checks no values and translates no words.</summary>
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
