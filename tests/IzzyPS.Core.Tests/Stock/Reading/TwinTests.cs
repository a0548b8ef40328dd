using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

public sealed class TwinTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData("windows-1250")]
    [InlineData("iso-8859-2")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void Partner_file_gives_the_same_vehicles_as_its_clean_twin(string encoding)
    {
        var clean = StockFolder.Read(_folder.Generate(1_000, StockDialect.Clean));
        var partner = StockFolder.Read(_folder.Generate(1_000, StockDialect.Partner, StockFolder.EncodingOf(encoding)));

        Assert.Empty(clean.Errors);
        Assert.Empty(partner.Errors);
        Assert.Equal(encoding, partner.File.Encoding);
        Assert.Equal(';', partner.File.Delimiter);
        Assert.Equal(1_000, partner.File.RowsValid);
        Assert.True(partner.File.IsReadToEnd);
        AssertSame(clean, partner);
    }

    [Theory]
    [InlineData("windows-1250")]
    [InlineData("iso-8859-2")]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void Twin_fixtures_hold_the_same_cars(string encoding)
    {
        var clean = StockFolder.Read(Path.Combine(StockFileGenerator.Fixtures, "twin-clean.csv"));
        var partner = StockFolder.Read(Path.Combine(StockFileGenerator.Fixtures, $"twin-partner-{encoding}.csv"));

        Assert.Empty(clean.Errors);
        Assert.Empty(partner.Errors);
        Assert.Empty(partner.File.Faults);
        Assert.Equal(encoding, partner.File.Encoding);
        Assert.Equal(["Uwagi"], partner.File.IgnoredHeaders);
        Assert.Equal(29, partner.Vehicles.Count);
        AssertSame(clean, partner);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(StockResult clean, StockResult partner)
    {
        Assert.Equal(clean.Vehicles.Count, partner.Vehicles.Count);
        foreach (var (expected, actual) in clean.Vehicles.Zip(partner.Vehicles))
        {
            foreach (var field in VehicleFields.All)
                Assert.Equal((field.Name, field.Get(expected)), (field.Name, field.Get(actual)));
        }
    }
}
