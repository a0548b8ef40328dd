using Xunit;

namespace IzzyPS.Tests.Stock;

/// <summary>The files of the examples folder are what the examples say of them.</summary>
public sealed class ExampleTests
{
    private static readonly string Examples = Path.GetFullPath(Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples"));

    private readonly StockResult _monday = StockFolder.Read(Path.Combine(Examples, "stock-monday.csv"));
    private readonly StockResult _tuesday = StockFolder.Read(Path.Combine(Examples, "stock-tuesday.csv"));

    [Fact]
    public void Both_example_days_may_close()
    {
        foreach (var day in new[] { _monday, _tuesday })
        {
            Assert.Empty(day.File.Faults);
            Assert.True(day.File is { IsReadToEnd: true, RowsWithoutKey: 0, HasFinalLineBreak: true });
        }
    }

    [Fact]
    public void Example_monday_has_three_bad_rows_and_tuesday_one()
    {
        Assert.Equal(37, _monday.Vehicles.Count);
        Assert.Equal(["UnknownWord", "AmbiguousNumber,Required", "NotANumber"], _monday.Errors.Select(error => string.Join(',', error.Faults.Select(fault => fault.Code))));
        Assert.Equal(_monday.Errors[0].Vin, Assert.Single(_tuesday.Errors).Vin);
    }

    [Fact]
    public void Example_tuesday_is_monday_with_a_few_changes()
    {
        var before = _monday.Vehicles.ToDictionary(vehicle => vehicle.Vin!, StringComparer.Ordinal);
        var after = _tuesday.Vehicles.ToDictionary(vehicle => vehicle.Vin!, StringComparer.Ordinal);

        Assert.Equal(3, before.Keys.Except(after.Keys).Count());
        Assert.Equal(3, after.Keys.Except(before.Keys).Count());
        var prices = before.Keys.Intersect(after.Keys).Select(vin => after[vin].SalesPrice - before[vin].SalesPrice).Where(change => change != 0).ToList();
        Assert.Equal((4, 1), (prices.Count, prices.Count(change => change > 0)));
        Assert.Equal(2, before.Keys.Intersect(after.Keys).Count(vin => (before[vin].Mileage, before[vin].Description) != (after[vin].Mileage, after[vin].Description)));
        Assert.Equal(-2_000m, after[SmallFile.Vin].SalesPrice - before[SmallFile.Vin].SalesPrice);
    }
}
