using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

public sealed class RepeatedKeyTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Fact]
    public void Repeated_equal_row_is_one_vehicle_with_a_warning()
    {
        var again = SmallFile.RowOf(1, ("cubicCapacity", "1591"), ("color", "\" Niebieski\""), ("availableFrom", "16.06.2025"), ("category", "PASSENGER"));
        var result = Read(SmallFile.RowOf(1), SmallFile.RowOf(2), again, SmallFile.RowOf(3), SmallFile.RowOf(1));

        Assert.Empty(result.Errors);
        Assert.Equal(["C1", "C2", "C3"], result.Vehicles.Select(vehicle => vehicle.ConfigurationNumber));
        Assert.Equal(["The row is in the file 3 times, on lines 2, 4, 6; it is read once."], result.Vehicles[0].Warnings.Select(warning => warning.Message));
        Assert.Equal((5, 3, 2, 0), (result.File.RowCount, result.File.RowsValid, result.File.RowsRepeated, result.File.RowsRejected));
        Assert.True(result.File.IsReadToEnd);
    }

    [Theory]
    [InlineData("pricing_salesPrice", "1000")]
    [InlineData("pricing_miniPrice", "1000")]
    [InlineData("locationId", "129")]
    [InlineData("configurationNumber", "other")]
    [InlineData("color", "")]
    [InlineData("description", "\"text\"behind")]
    public void Different_rows_of_one_key_are_rejected_and_count_as_present(string column, string cell)
    {
        var result = Read(SmallFile.RowOf(1), SmallFile.RowOf(2), SmallFile.RowOf(1, (column, cell)));

        Assert.Equal("C2", Assert.Single(result.Vehicles).ConfigurationNumber);
        Assert.Equal([2, 4], result.Errors.Select(error => error.Line));
        Assert.All(result.Errors, error => Assert.Contains(error.Faults, fault => fault.Code == "RepeatedKey" && fault.Message.Contains("on lines 2, 4")));
        Assert.Equal([StockFileGenerator.CreateVin(1)], result.File.RejectedKeys.Where(key => key[0] != '#'));
        Assert.Contains("#C1", result.File.RejectedKeys);
        Assert.Equal(0, result.File.RowsWithoutKey);
    }

    [Fact]
    public void A_faulty_row_keeps_its_own_faults()
    {
        var result = Read(SmallFile.RowOf(1, ("color", "")), SmallFile.RowOf(1));
        Assert.Equal(["Required", "RepeatedKey"], result.Errors[0].Faults.Select(fault => fault.Code));
        Assert.Equal(["RepeatedKey"], result.Errors[1].Faults.Select(fault => fault.Code));
    }

    [Fact]
    public void A_vin_is_the_same_in_any_form()
    {
        var vin = StockFileGenerator.CreateVin(1);
        var result = Read(SmallFile.RowOf(1), SmallFile.RowOf(1, ("vin", $"{vin[..8].ToLowerInvariant()} {vin[8..]}")));
        Assert.Single(result.Vehicles);
        Assert.Equal(1, result.File.RowsRepeated);
    }

    [Fact]
    public void Configuration_numbers_without_vin_are_keys()
    {
        var result = Read(SmallFile.RowOf(1, ("vin", "")), SmallFile.RowOf(1, ("vin", "NULL"), ("color", "Zielony")), SmallFile.RowOf(1));
        Assert.Equal(StockFileGenerator.CreateVin(1), Assert.Single(result.Vehicles).Vin);
        Assert.Equal(["#C1"], result.File.RejectedKeys);
        Assert.Equal("configurationNumber", result.Errors[0].Faults[0].Field!.CsvName);
    }

    [Fact]
    public void Many_repeated_lines_are_counted_and_not_listed()
    {
        var result = Read([.. Enumerable.Repeat(SmallFile.RowOf(1), 500)]);
        Assert.Contains("500 times, on lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 490 more", Assert.Single(result.Vehicles).Warnings[0].Message);
    }

    public void Dispose() => _folder.Dispose();

    private StockResult Read(params string[] rows) => StockFolder.Read(_folder.Write(SmallFile.Of(rows)));
}
