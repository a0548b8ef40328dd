using IzzyPS.Stock.Profiles;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock.Profiles;

/// <summary>What a partner's profile can say beside words: constants, units, ranges, the status column, and which of two columns is read.</summary>
public sealed class ProfileSettingTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Fact]
    public void Constant_stands_for_a_column_that_the_file_lacks()
    {
        var profile = Profile("""{ "extends": "default", "constants": { "category": "osobowy", "driveWheels": "FWD", "mileage": "10 km" } }""");
        var text = SmallFile.Of(SmallFile.Row()).Replace(",category,", ",x,", StringComparison.Ordinal).Replace(",driveWheels,", ",y,", StringComparison.Ordinal);

        var result = Read(text, profile);

        var vehicle = Assert.Single(result.Vehicles);
        Assert.Equal((Category.Passenger, DriveWheels.Front, 29_550), (vehicle.Category, vehicle.DriveWheels, vehicle.Mileage));
        Assert.Empty(result.File.MissingHeaders);
        Assert.Equal(["MissingHeader"], Read(text, PartnerProfile.Default).FaultCodes);
    }

    [Theory]
    [InlineData("cubicCapacity", "l", "1.6", 1600)]
    [InlineData("cubicCapacity", "l", "\"2,0\"", 2000)]
    [InlineData("cubicCapacity", "l", "1.598", 1598)]
    [InlineData("cubicCapacity", "l", "1.6 l", 1600)]
    [InlineData("cubicCapacity", "l", "1598 cm3", 1598)]
    [InlineData("power", "kW", "110", 150)]
    [InlineData("power", "kW", "150 KM", 150)]
    [InlineData("mileage", "mi", "10000", 16_093)]
    [InlineData("pricing_salesPrice", "grosze", "10890000", 108_900)]
    public void Unit_of_the_profile_converts_the_column(string column, string unit, string cell, int expected)
    {
        var profile = Profile($$"""{ "extends": "default", "units": { "{{column}}": "{{unit}}" } }""");
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell))), profile).Vehicles);
        Assert.Equal(expected, Convert.ToInt32(VehicleFields.All.Single(known => known.CsvName == column).Get(vehicle), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(",power,", ",Moc (kW),", "power", "110", 150)]
    [InlineData(",power,", ",Moc [KM],", "power", "110", 110)]
    [InlineData(",cubicCapacity,", ",Pojemność [l],", "cubicCapacity", "1.6", 1600)]
    [InlineData(",mileage,", ",Przebieg (km),", "mileage", "29550", 29_550)]
    public void Unit_in_the_header_converts_the_column(string own, string header, string column, string cell, int expected)
    {
        var text = SmallFile.Of(SmallFile.Row((column, cell))).Replace(own, header, StringComparison.Ordinal);
        var vehicle = Assert.Single(Read(text, PartnerProfile.Default).Vehicles);
        Assert.Equal(expected, Convert.ToInt32(VehicleFields.All.Single(known => known.CsvName == column).Get(vehicle), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Kolor nadwozia", "color", "Kolor nadwozia")] // The field's own name.
    [InlineData("Kolor lakieru", "Kolor nadwozia", "Kolor lakieru")] // The name that stands first in the profile.
    [InlineData("Kolor", "Kolor nadwozia", "Kolor nadwozia")]
    public void Of_two_columns_of_one_field_the_more_exact_one_is_read(string first, string second, string ignored)
    {
        var header = SmallFile.Of().TrimEnd('\n').Replace(",color,", $",{first},", StringComparison.Ordinal) + $",{second}\n";
        var result = _folder.ReadText(header + SmallFile.Row(("color", first)) + $",{second}\n");
        Assert.Empty(result.FaultCodes);
        Assert.Equal([ignored], result.File.IgnoredHeaders);
        Assert.Equal(first == ignored ? second : first, Assert.Single(result.Vehicles).Color);
    }

    [Theory]
    [InlineData("color", "Color")]
    [InlineData("Kolor", "KOLOR")]
    public void Equal_headers_are_a_fault_of_the_file(string first, string second)
    {
        var header = SmallFile.Of().TrimEnd('\n').Replace(",color,", $",{first},", StringComparison.Ordinal) + $",{second}\n";
        Assert.Equal(["DuplicateHeader"], _folder.ReadText(header + SmallFile.Row() + ",x\n").FaultCodes);
    }

    [Theory]
    [InlineData("500", true)]
    [InlineData("499.99", false)]
    [InlineData("20000000", true)]
    [InlineData("20000001", false)]
    public void Range_of_the_profile_decides_which_price_is_plausible(string price, bool isPlausible)
    {
        var profile = Profile("""{ "extends": "default", "ranges": { "pricing_salesPrice": [500, 20000000] } }""");
        var result = Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", price))), profile);
        Assert.Equal(isPlausible, VehicleValidator.FindImplausiblePrice(Assert.Single(result.Vehicles)) is null); // As the planner does.
    }

    [Theory]
    [InlineData("dostępny", "list", "Available")]
    [InlineData("", "list", "Unknown")]
    [InlineData("SPRZEDANY", "list", "Sold")]
    [InlineData("wycofany", "list", "Withdrawn")]
    [InlineData("Rezerwacja", "list", "Available")]
    [InlineData("Rezerwacja", "hold", "Reserved")]
    [InlineData("Rezerwacja", "close", "Withdrawn")]
    public void Status_column_says_whether_the_car_is_for_sale(string cell, string whenReserved, string expected)
    {
        var result = Read(WithStatus(cell), StatusProfile(whenReserved));
        Assert.Equal(expected, Assert.Single(result.Vehicles).Status.ToString());
        Assert.Empty(result.File.IgnoredHeaders);
    }

    [Theory]
    [InlineData("Stan", true)]
    [InlineData("", false)]
    public void Lost_status_column_is_named_and_the_status_is_unknown(string header, bool isRenamed)
    {
        var text = isRenamed ? WithStatus("sprzedany").Replace("Status oferty", header, StringComparison.Ordinal) : SmallFile.Of(SmallFile.Row());
        var result = Read(text, StatusProfile("list"));
        Assert.Equal("Unknown", Assert.Single(result.Vehicles).Status.ToString());
        Assert.Contains("status", result.File.MissingHeaders);
        Assert.Contains("closed by their status stay closed", result.File.Warnings.Single(warning => warning.Code == "MissingColumns").Message);
    }

    [Fact]
    public void Row_that_ends_before_its_status_has_no_status()
    {
        var result = Read(WithStatus("sprzedany") + SmallFile.RowOf(2) + "\n" + SmallFile.RowOf(3) + ",dostępny\n", StatusProfile("list"));
        Assert.Equal(["Sold", "Unknown", "Available"], result.Vehicles.Select(vehicle => vehicle.Status.ToString()));
    }

    [Theory]
    [InlineData("sprzedany", "Sold")]
    [InlineData("wycofany", "Withdrawn")]
    public void Car_not_for_sale_needs_only_its_key(string cell, string expected)
    {
        var text = WithStatus(cell).Replace(",Kia,", ",,", StringComparison.Ordinal).Replace("108900.00", "1.8", StringComparison.Ordinal).Replace("ETYLINA", "woda", StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Single(Read(text, StatusProfile("list")).Vehicles).Status.ToString());
        Assert.Equal("BadVin", Assert.Single(Assert.Single(Read(text.Replace(SmallFile.Vin, "123", StringComparison.Ordinal), StatusProfile("list")).Errors).Faults).Code);
    }

    [Fact]
    public void Rows_of_one_car_with_different_statuses_are_an_error() =>
        Assert.Equal("RepeatedKey", Read(WithStatus("sprzedany") + SmallFile.Row() + ",dostępny\n", StatusProfile("list")).Errors[0].Faults[^1].Code);

    [Theory]
    [InlineData("doors", "99")]
    [InlineData("power", "-5")]
    [InlineData("manufactureYear", "23")]
    [InlineData("cubicCapacity", "1.6")]
    public void Constant_outside_its_range_is_refused(string column, string value) =>
        Assert.Contains(column, Assert.Throws<StockSettingsException>(() => Profile($$"""{ "extends": "default", "constants": { "{{column}}": "{{value}}" } }""")).Message);

    [Fact]
    public void Strict_profile_rejects_an_optional_value_out_of_range() =>
        Assert.Equal("OutOfRange", Assert.Single(Assert.Single(Read(SmallFile.Of(SmallFile.Row(("doors", "99"))), Profile("""{ "extends": "default", "strict": true }""")).Errors).Faults).Code);

    [Theory]
    [InlineData("w drodze")]
    [InlineData("brak")]
    public void Unknown_status_is_an_error_of_the_row(string cell) =>
        Assert.Equal("UnknownStatus", Assert.Single(Assert.Single(Read(WithStatus(cell), StatusProfile("list")).Errors).Faults).Code);

    public void Dispose() => _folder.Dispose();

    private static string WithStatus(string cell) =>
        SmallFile.Of(SmallFile.Row()).Replace("locationId\n", "locationId,Status oferty\n", StringComparison.Ordinal).TrimEnd('\n') + $",{cell}\n";

    private PartnerProfile StatusProfile(string whenReserved) => Profile(
        $$"""{ "extends": "default", "status": { "headers": ["Status oferty"], "available": ["dostępny"], "sold": ["sprzedany"], "reserved": ["rezerwacja"], "withdrawn": ["wycofany"], "whenReserved": "{{whenReserved}}" } }""");

    private PartnerProfile Profile(string json)
    {
        var path = Path.Combine(_folder.Path, "profile.json");
        File.WriteAllText(path, json);
        return PartnerProfile.Load(path);
    }

    private StockResult Read(string text, PartnerProfile profile) => StockFolder.Read(_folder.Write(text), StockFolder.Options with { Profile = profile });
}
