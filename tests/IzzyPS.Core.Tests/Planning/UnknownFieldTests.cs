using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Stock.Reading;
using IzzyPS.Tests.Stock;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>A field that a file says nothing about keeps the value that was last sent. Source: SAFETY.md, "Guards", "Lost columns".</summary>
public sealed class UnknownFieldTests : IDisposable
{
    private static readonly string[] Columns = SmallFile.Of().TrimEnd('\n').Split(',');

    private readonly TestTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly StockFolder _folder = new();
    private readonly TestLedger _ledger;

    public UnknownFieldTests() => _ledger = new TestLedger(time: _time);

    public static TheoryData<string> OptionalColumns =>
        [.. Columns.Where(column => column is "engineCode" or "acceleration" || VehicleFields.All.Single(known => known.CsvName == column) is { IsRequired: false, Name: not nameof(Vehicle.Vin) })];

    [Theory]
    [MemberData(nameof(OptionalColumns))]
    public async Task Missing_column_changes_nothing_of_a_listed_vehicle(string column)
    {
        var row = SmallFile.Row();
        await ListAsync(SmallFile.Of(row));

        var plan = Plan(Without(SmallFile.Of(row), column));

        Assert.Empty(plan.Changes);
        Assert.Equal(1, plan.Unchanged);
    }

    [Theory]
    [InlineData("mileage", "", "Mileage")]
    [InlineData("description", "NULL", "Description")]
    [InlineData("firstRegistrationDate", "", "FirstRegistrationDate")]
    [InlineData("locationId", "", "LocationId")]
    public async Task Empty_value_in_a_column_empties_the_field(string column, string cell, string changed)
    {
        await ListAsync(SmallFile.Of(SmallFile.Row()));
        var change = Assert.Single(Plan(SmallFile.Of(SmallFile.Row((column, cell)))).Changes);
        Assert.Equal((ChangeAction.Update, changed, (object?)null), (change.Action, Assert.Single(change.Changes).Name, change.Changes[0].After));
    }

    [Theory]
    [InlineData("engineCode", "")]
    [InlineData("acceleration", "")]
    [InlineData("locationId", "999")]
    [InlineData("locationId", "128.0")]
    public async Task Unknown_value_keeps_the_value_last_sent(string column, string cell)
    {
        await ListAsync(SmallFile.Of(SmallFile.Row()));
        var plan = Plan(SmallFile.Of(SmallFile.Row((column, cell))));
        Assert.Empty(plan.Changes);
        Assert.Equal(1, plan.Unchanged);
    }

    [Fact]
    public async Task Other_changes_are_sent_with_the_unknown_fields_kept()
    {
        var row = SmallFile.Row(("color", "Czarny"));
        await ListAsync(SmallFile.Of(SmallFile.Row()));

        var change = Assert.Single(Plan(Without(SmallFile.Of(row), "mileage", "engineCode", "configurationNumber")).Changes);

        Assert.Equal("Color", Assert.Single(change.Changes).Name);
        Assert.Equal("AAU03218IE", change.ConfigurationNumber);
        Assert.Empty(change.Warnings);
        var sent = change.After!.ToVehicle();
        Assert.Equal((29_550, "G4FT", "AAU03218IE"), (sent.Mileage, sent.EngineCode, sent.ConfigurationNumber));
    }

    [Theory]
    [InlineData("FAMILY", "150", CarClass.Family)] // The class was inferred, so it follows the other fields.
    [InlineData("FAMILY", "300", CarClass.Adrenaline)]
    [InlineData("BUSINESS", "300", CarClass.Business)] // The partner gave the class.
    public async Task Class_without_a_column_is_kept_or_inferred_anew(string listed, string power, CarClass expected)
    {
        await ListAsync(SmallFile.Of(SmallFile.Row(("carClass", listed))));
        var plan = Plan(Without(SmallFile.Of(SmallFile.Row(("power", power), ("color", "Czarny"))), "carClass"));
        Assert.Equal(expected, Assert.Single(plan.Changes).After!.ToVehicle().CarClass);
    }

    [Fact]
    public async Task Lost_segment_column_does_not_take_the_class_away()
    {
        var withSegment = SmallFile.Of(SmallFile.Row(("type", "sedan"), ("doors", "4"), ("carClass", "")))
            .Replace("locationId\n", "locationId,segment\n", StringComparison.Ordinal).TrimEnd('\n') + ",D\n";
        await ListAsync(withSegment);
        Assert.Equal(CarClass.Business, _ledger.Ledger.Find(new LedgerQuery(SmallFile.Vin)).Single().Payload.ToVehicle().CarClass);

        Assert.Empty(Plan(Without(withSegment, "segment")).Changes);
        Assert.Empty(Plan(Without(withSegment, "segment", "carClass")).Changes);
    }

    [Fact]
    public void Vehicle_that_is_new_gets_placeholders_for_unknown_fields()
    {
        var change = Assert.Single(Plan(Without(SmallFile.Of(SmallFile.RowOf(2)), "engineCode", "acceleration", "mileage")).Changes);
        var sent = change.After!.ToVehicle();
        Assert.Equal(("-", 0m, (int?)null), (sent.EngineCode, sent.Acceleration, sent.Mileage));
        Assert.Equal(["NoEngineCode", "NoAcceleration"], change.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public async Task Field_set_in_the_pipeline_is_sent_although_its_column_is_missing()
    {
        await ListAsync(SmallFile.Of(SmallFile.Row()));
        var plan = Plan(Without(SmallFile.Of(SmallFile.Row()), "description"), vehicle => vehicle.Description = "Nowy opis");
        Assert.Equal("Nowy opis", Assert.Single(Assert.Single(plan.Changes).Changes).After);
    }

    [Fact]
    public void Missing_columns_are_named_once_for_the_file()
    {
        var result = _folder.ReadText(Without(SmallFile.Of(SmallFile.Row()), "mileage", "description", "pricing_miniPrice"));
        Assert.Equal(["mileage", "description"], result.File.MissingHeaders);
        Assert.Empty(Assert.Single(result.Vehicles).Warnings);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    private static string Without(string text, params string[] columns)
    {
        var rows = text.TrimEnd('\n').Split('\n').Select(line => line.Split(',')).ToList();
        var kept = Enumerable.Range(0, rows[0].Length).Where(column => !columns.Contains(rows[0][column], StringComparer.Ordinal)).ToList();
        return string.Concat(rows.Select(row => string.Join(',', kept.Select(column => row[column])) + "\n"));
    }

    private async Task ListAsync(string text)
    {
        foreach (var change in Plan(text).Changes)
            await _ledger.SeedAsync(LedgerEntryOf(change));
    }

    private static LedgerEntry LedgerEntryOf(VehicleChange change) => TestLedger.CreateListedEntry(change.After!.ToVehicle());

    private SyncPlan Plan(string text, Action<Vehicle>? edit = null)
    {
        var set = new StockSet(time: _time);
        var reader = new StockReader(StockFolder.Options with { TimeProvider = _time });
        var file = reader.Examine(set, _folder.Write(text), TestContext.Current.CancellationToken);
        set.Seal();
        var rows = reader.Read(file, TestContext.Current.CancellationToken).ToList();
        Assert.Empty(rows.Select(row => row.Error?.Message).OfType<string>());
        var vehicles = rows.Select(row => row.Vehicle!).ToList();
        vehicles.ForEach(edit ?? (_ => { }));
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, _time);
    }
}
