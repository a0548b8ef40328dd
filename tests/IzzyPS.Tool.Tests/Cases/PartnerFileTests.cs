using System.Text.Json;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>
/// Files made after public bug reports, in <c>tests/fixtures/cases</c>, as <c>izzy sync</c> takes them. One method for each case: the files in their order on a
/// new ledger, and the right result.
/// </summary>
[Trait("Category", "Slow")]
public sealed class PartnerFileTests : IAsyncLifetime
{
    private static readonly string Fixtures = Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "cases");

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-case-").FullName;
    private SandboxServer _server = null!;

    public ValueTask InitializeAsync()
    {
        _server = SandboxServer.Start(new SandboxOptions());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("W03-day2-renamed-columns")]
    [InlineData("W03-day2-missing-columns")]
    public async Task W03_renamed_or_missing_columns_change_nothing(string secondDay)
    {
        var first = await SyncAsync("W03-day1");
        Assert.Equal(0, first.ExitCode);
        var listed = GetCars();

        var second = await SyncAsync(secondDay);

        Assert.Equal((0, 0, 0, 0), (second.ExitCode, second.Count("updated"), second.Count("created"), second.Count("closed")));
        Assert.Equal(first.Count("created"), second.Count("unchanged"));
        Assert.Equal(listed, GetCars());
    }

    [Fact]
    public async Task W04_implausible_prices_of_new_cars_are_errors()
    {
        var result = await SyncAsync("W04-day2-prices", "--update-prices");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal((0, 7), (result.Count("created"), result.Count("errors")));
        Assert.All(GetErrors(result), error => Assert.Contains("1000 to 5000000 PLN", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task W04_implausible_prices_of_listed_cars_change_no_listing()
    {
        _ = await SyncAsync("W04-day1");
        var listed = GetCars();

        var result = await SyncAsync("W04-day2-prices", "--update-prices");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal((0, 0, 0), (result.Count("closed"), result.Count("updated"), result.Count("price_updates")));
        Assert.Equal(listed, GetCars());
    }

    [Fact]
    public async Task W09e_lost_letters_are_an_error_and_question_marks_a_warning()
    {
        var result = await SyncAsync("W09e-replaced");

        Assert.Equal((3, 1), (result.ExitCode, result.Count("created")));
        Assert.Contains("U+FFFD", Assert.Single(GetErrors(result)), StringComparison.Ordinal);
        Assert.Contains("question mark", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task W10_litres_are_errors_and_units_are_read()
    {
        var result = await SyncAsync("W10-litres");

        Assert.Equal((3, 5, 5), (result.ExitCode, result.Count("created"), result.Count("errors")));
        Assert.All(GetErrors(result), error => Assert.Contains("litres", error, StringComparison.Ordinal));
        var cars = GetCars();
        Assert.Equal((1598, 150, 29_550), (GetCar(cars, 4).GetProperty("cubicCapacity").GetInt32(), GetCar(cars, 6).GetProperty("power").GetInt32(), GetCar(cars, 8).GetProperty("mileage").GetInt32()));
        Assert.Equal(JsonValueKind.Null, GetCar(cars, 10).GetProperty("power").ValueKind);
    }

    [Fact]
    public async Task W11_errors_of_spreadsheets_are_not_given()
    {
        var result = await SyncAsync("W11-excel-errors");

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
        var result = await SyncAsync("W12-equals-quoted");

        Assert.Equal((0, 4), (result.ExitCode, result.Count("created")));
        var cars = GetCars();
        Assert.Equal("000123", GetCar(cars, 1).GetProperty("configurationNumber").GetString());
        Assert.Equal("Biały", GetCar(cars, 2).GetProperty("color").GetString());
        Assert.Equal("98000.00", GetCar(cars, 3).GetProperty("pricing").GetProperty("salesPrice").GetString());
        Assert.Contains(cars, car => car.Contains("\"configurationNumber\":\"000125\",\"vin\":null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task W14_entities_and_tags_become_text()
    {
        var result = await SyncAsync("W14-html-entities");

        Assert.Equal((0, 1), (result.ExitCode, result.Count("created")));
        var car = GetCar(GetCars(), 1);
        Assert.Equal(
            ("Citroën", "C4 & Picasso", "Biały", "Piękny samochód\nABS\nESP"),
            (car.GetProperty("make").GetString(), car.GetProperty("model").GetString(), car.GetProperty("color").GetString(), car.GetProperty("description").GetString()));
    }

    private static IEnumerable<string> GetErrors(IzzyResult result) =>
        result.Json.GetProperty("detail").GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("reason").GetString()!);

    private static JsonElement GetCar(IEnumerable<string> cars, int number)
    {
        using var document = JsonDocument.Parse(cars.Single(car => car.Contains($"WBATEST00000000{number:D2}", StringComparison.Ordinal)));
        return document.RootElement.Clone();
    }

    /// <summary>The cars as Izzylease has them, in the order of their ids.</summary>
    private List<string> GetCars() => [.. _server.ActiveCars.OrderBy(car => car.Id, StringComparer.Ordinal).Select(car => car.Json)];

    /// <summary>Syncs a file of a case as the case's README says.</summary>
    private Task<IzzyResult> SyncAsync(string name, params IEnumerable<string> options) =>
        IzzyProcess.RunAsync(Environment(), ["sync", Path.Combine(Fixtures, name + ".csv"), "--close-missing", "--json", .. options]);

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
        ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
        ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
        ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
        ["NO_COLOR"] = "1",
    };
}
