using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>Excel workbooks with what people leave in them: error cells, title lines, notes beside the cars and empty rows.</summary>
public sealed class WorkbookTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData("#N/A")]
    [InlineData("#REF!")]
    [InlineData("#DIV/0!")]
    [InlineData("#NAME?")]
    [InlineData("#NUM!")]
    [InlineData("#NULL!")]
    [InlineData("#VALUE!")]
    public void Error_cell_of_a_workbook_leaves_an_optional_value_unknown(string error)
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("mileage", error), ("description", error)))).Vehicles);
        Assert.Equal([WarningCode.SpreadsheetError, WarningCode.SpreadsheetError], vehicle.Warnings.Select(warning => warning.Code));
        Assert.True(vehicle.Unknown.Contains(VehicleFields.GetByName(nameof(Vehicle.Mileage))) && vehicle.Unknown.Contains(VehicleFields.GetByName(nameof(Vehicle.Description))));
    }

    [Theory]
    [InlineData("#SPILL!")]
    [InlineData("#N/A")]
    public void Error_cell_is_found_in_its_row_behind_rows_that_the_sheet_lacks(string error)
    {
        var result = Read("\nStan\n\n" + SmallFile.Of(SmallFile.RowOf(1), "", "", SmallFile.RowOf(2, ("mileage", error)), SmallFile.RowOf(3)));
        Assert.Equal([29550, null, 29550], result.Vehicles.Select(vehicle => vehicle.Mileage));
        Assert.Contains($"'{error}'", Assert.Single(result.Vehicles[1].Warnings).Message);
    }

    [Fact]
    public void Error_cell_of_a_workbook_is_an_error_where_the_value_is_required()
    {
        var fault = Assert.Single(Assert.Single(Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", "#N/A")))).Errors).Faults);
        Assert.Equal(WarningCode.SpreadsheetError, fault.Code);
    }

    public static TheoryData<string> Sheets =>
    [
        "Stan magazynu na dzień 2026-11-28\n" + Rows(100),
        "\n \nStan,magazynu\n" + Rows(3),
        Rows(3).TrimEnd() + ",uwaga",
        SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2) + ",,uwaga", SmallFile.RowOf(3)),
        Rows(60) + SmallFile.RowOf(61) + ",uwaga\n",
    ];

    [Theory]
    [MemberData(nameof(Sheets))]
    public void Rows_of_other_widths_cost_no_car_of_a_workbook(string csv)
    {
        var result = Read(csv);
        Assert.Empty(result.File.Faults);
        Assert.Empty(result.Errors);
        Assert.Equal(csv.Split('\n').Count(line => line.Contains("osobowy", StringComparison.Ordinal)), result.Vehicles.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static string Rows(int count) => SmallFile.Of([.. Enumerable.Range(1, count).Select(number => SmallFile.RowOf(number))]);

    private StockResult Read(string csv) => StockFolder.Read(_folder.Write(WorkbookFile.Create(csv)));
}
