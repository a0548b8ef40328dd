using CsvHelper;

namespace IzzyPS.Benchmarks;

#pragma warning disable SA1300, IDE1006 // The names are the column names of the agreed format, so that CsvHelper needs no map.

/// <summary>A row of the partner's file. CsvHelper can't read its prices, such as <c>109 900,00 zł</c> or <c>NULL</c>, as numbers.</summary>
[CsvRecord]
internal sealed partial class PartnerCar : StockCar
{
    public decimal? power { get; set; }

    public string? pricing_listPrice { get; set; }

    public string? pricing_salesPrice { get; set; }

    public string? pricing_miniPrice { get; set; }
}
