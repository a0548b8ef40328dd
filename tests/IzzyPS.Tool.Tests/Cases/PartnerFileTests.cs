using System.Text.Json;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>One method for each case: the files in their order, and the right result.</summary>
[Trait("Category", "Slow")]
public sealed class PartnerFileTests : CaseTests
{
    [Theory]
    [InlineData("W03-day2-renamed-columns.csv")]
    [InlineData("W03-day2-missing-columns.csv")]
    public async Task W03_renamed_or_missing_columns_change_nothing(string secondDay)
    {
        var first = await SyncAsync("W03-day1.csv");
        Assert.Equal(0, first.ExitCode);
        var listed = Cars;

        var second = await SyncAsync(secondDay);

        Assert.Equal((0, 0, 0, 0), (second.ExitCode, second.Count("updated"), second.Count("created"), second.Count("closed")));
        Assert.Equal(first.Count("created"), second.Count("unchanged"));
        Assert.Equal(listed, Cars);
    }

    [Fact]
    public async Task W04_implausible_prices_of_new_cars_are_errors()
    {
        var result = await SyncAsync("W04-day2-prices.csv", "--update-prices");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal((0, 7), (result.Count("created"), result.Count("errors")));
        Assert.All(GetErrors(result), error => Assert.Contains("1000 to 5000000 PLN", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task W04_implausible_prices_of_listed_cars_change_no_listing()
    {
        _ = await SyncAsync("W04-day1.csv");
        var listed = Cars;

        var result = await SyncAsync("W04-day2-prices.csv", "--update-prices");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal((0, 0, 0), (result.Count("closed"), result.Count("updated"), result.Count("price_updates")));
        Assert.Equal(listed, Cars);
    }

    [Fact]
    public async Task W09e_lost_letters_are_an_error_and_question_marks_a_warning()
    {
        var result = await SyncAsync("W09e-replaced.csv");

        Assert.Equal((3, 1), (result.ExitCode, result.Count("created")));
        Assert.Contains("U+FFFD", Assert.Single(GetErrors(result)), StringComparison.Ordinal);
        Assert.Contains("question mark", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W10_litres_are_errors_and_units_are_read()
    {
        var result = await SyncAsync("W10-litres.csv");

        Assert.Equal((3, 5, 5), (result.ExitCode, result.Count("created"), result.Count("errors")));
        Assert.All(GetErrors(result), error => Assert.Contains("litres", error, StringComparison.Ordinal));
        var cars = Cars;
        Assert.Equal((1598, 150, 29_550), (GetCar(cars, 4).GetProperty("cubicCapacity").GetInt32(), GetCar(cars, 6).GetProperty("power").GetInt32(), GetCar(cars, 8).GetProperty("mileage").GetInt32()));
        Assert.Equal(JsonValueKind.Null, GetCar(cars, 10).GetProperty("power").ValueKind);
    }

    [Fact]
    public async Task W11_errors_of_spreadsheets_are_not_given()
    {
        var result = await SyncAsync("W11-excel-errors.csv");

        Assert.Equal((3, 1, 3), (result.ExitCode, result.Count("created"), result.Count("errors")));
        Assert.Contains(GetErrors(result), error => error.Contains("model '#N/D!'", StringComparison.Ordinal) && error.Contains("color '#N/A'", StringComparison.Ordinal));
        Assert.Contains(GetErrors(result), error => error.Contains("color '#ADR!'", StringComparison.Ordinal));
        Assert.Contains(GetErrors(result), error => error.Contains("pricing_salesPrice '#N/D'", StringComparison.Ordinal));
        Assert.Equal("BH0004", result.Json.GetProperty("detail").GetProperty("created")[0].GetProperty("configuration_number").GetString());
        Assert.Contains("vin '#N/A'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W12_text_in_a_formula_is_read()
    {
        var result = await SyncAsync("W12-equals-quoted.csv");

        Assert.Equal((0, 4), (result.ExitCode, result.Count("created")));
        var cars = Cars;
        Assert.Equal("000123", GetCar(cars, 1).GetProperty("configurationNumber").GetString());
        Assert.Equal("Biały", GetCar(cars, 2).GetProperty("color").GetString());
        Assert.Equal("98000.00", GetCar(cars, 3).GetProperty("pricing").GetProperty("salesPrice").GetString());
        Assert.Contains(cars, car => car.Contains("\"configurationNumber\":\"000125\",\"vin\":null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W14_entities_and_tags_become_text()
    {
        var result = await SyncAsync("W14-html-entities.csv");

        Assert.Equal((0, 1), (result.ExitCode, result.Count("created")));
        var car = GetCar(Cars, 1);
        Assert.Equal(
            ("Citroën", "C4 & Picasso", "Biały", "Piękny samochód\nABS\nESP"),
            (car.GetProperty("make").GetString(), car.GetProperty("model").GetString(), car.GetProperty("color").GetString(), car.GetProperty("description").GetString()));
    }

    private static IEnumerable<string> GetErrors(IzzyResult result) =>
        result.Json.GetProperty("detail").GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("reason").GetString()!);
}
