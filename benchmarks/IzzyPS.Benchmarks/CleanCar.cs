using CsvHelper;

namespace IzzyPS.Benchmarks;

#pragma warning disable SA1300, IDE1006 // The names are the column names of the agreed format, so that CsvHelper needs no map.

/// <summary>A row of the clean file.</summary>
[CsvRecord]
internal sealed partial class CleanCar : StockCar
{
    public int? power { get; set; }

    public decimal? pricing_listPrice { get; set; }

    public decimal? pricing_salesPrice { get; set; }

    public decimal? pricing_miniPrice { get; set; }
}
