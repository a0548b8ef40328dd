using IzzyPS.Stock.Profiles;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock.Values;

/// <summary>Values as partners really write them: with units, as spreadsheets and web shops leave them, and in other words for nothing.</summary>
public sealed class PartnerValueTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData("power", "150 KM", 150)]
    [InlineData("power", "150KM", 150)]
    [InlineData("power", "150 PS", 150)]
    [InlineData("power", "150 hp", 150)]
    [InlineData("power", "KM 150", 150)]
    [InlineData("power", "\"150,00 KM\"", 150)]
    [InlineData("power", "110 kW", 150)]
    [InlineData("power", "110kw", 150)]
    [InlineData("power", "110 kW (150 KM)", 150)]
    [InlineData("power", "150 KM (110 kW)", 150)]
    [InlineData("power", "110 kW / 149 PS", 149)]
    [InlineData("power", "0", null)]
    [InlineData("power", "0 KM", null)]
    [InlineData("power", "0.00", null)]
    [InlineData("mileage", "29 550 km", 29_550)]
    [InlineData("mileage", "29\u00A0550\u00A0km", 29_550)]
    [InlineData("mileage", "29.550 km", 29_550)]
    [InlineData("mileage", "\"29,550 km\"", 29_550)]
    [InlineData("mileage", "29550km", 29_550)]
    [InlineData("mileage", "29550 KM", 29_550)]
    [InlineData("doors", "5 drzwi", 5)]
    [InlineData("doors", "5-drzwiowy", 5)]
    [InlineData("manufactureYear", "2023 r.", 2023)]
    [InlineData("description", "<b>ABS</b> & ESP", "ABS & ESP")]
    [InlineData("description", "<p>Pi&#281;kny&nbsp;samoch&oacute;d</p><ul><li>ABS</li><li>ESP</li></ul><script>alert(1)</script>", "Piękny samochód\nABS\nESP")]
    [InlineData("description", "ABS<br/>ESP<style>p{color:red}</style>", "ABS\nESP")]
    [InlineData("description", "&lt;p&gt;ABS&lt;/p&gt;&lt;p&gt;ESP&lt;/p&gt;", "ABS\nESP")]
    [InlineData("description", "zużycie < 5 l, waga > 1 t", "zużycie < 5 l, waga > 1 t")]
    [InlineData("description", "Volvo <3 AT&T", "Volvo <3 AT&T")]
    [InlineData("description", "<p>ABS</p> waga <b niedomknięte", "ABS\nwaga <b niedomknięte")]
    [InlineData("description", "#ARG!", null)]
    [InlineData("description", "=\"ABS\"", "ABS")]
    [InlineData("make", "Citro&euml;n", "Citroën")]
    [InlineData("make", "Citro&amp;euml;n", "Citroën")]
    [InlineData("make", "&Scaron;koda", "Škoda")]
    [InlineData("model", "C4 &amp; Picasso", "C4 & Picasso")]
    [InlineData("color", "Bia&#322;y", "Biały")]
    [InlineData("color", "Bia&lstrok;y", "Biały")]
    [InlineData("color", "=\"Biały\"", "Biały")]
    [InlineData("color", "\"=\"\"Biały\"\"\"", "Biały")]
    [InlineData("color", "\"=\"\"Biały \"\"\"\"perła\"\"\"\"\"\"\"", "Biały \"perła\"")]
    [InlineData("configurationNumber", "=\"000123\"", "000123")]
    [InlineData("vin", "=\"U5YPU81BGPL155538\"", "U5YPU81BGPL155538")]
    public void Value_is_read_as_it_is_meant(string column, string cell, object? expected)
    {
        var result = Read(SmallFile.Of(SmallFile.Row((column, cell.Contains(',', StringComparison.Ordinal) && cell[0] != '"' ? $"\"{cell}\"" : cell))));
        Assert.Empty(result.Errors);
        Assert.Equal(expected, FieldOf(column).Get(Assert.Single(result.Vehicles)));
    }

    [Theory]
    [InlineData("1 598 cm3", 1598)]
    [InlineData("1598 cm³", 1598)]
    [InlineData("1598 ccm", 1598)]
    [InlineData("1598cm3", 1598)]
    [InlineData("1.598 cm3", 1598)]
    [InlineData("1598 cc", 1598)]
    [InlineData("1 598 cm 3", 1598)]
    public void Capacity_is_read_with_its_unit(string cell, int expected) =>
        Assert.Equal(expected, Assert.Single(Read(SmallFile.Of(SmallFile.Row(("cubicCapacity", cell)))).Vehicles).CubicCapacity);

    [Theory]
    [InlineData("1.6")]
    [InlineData("\"2,0\"")]
    [InlineData("1.6 l")]
    [InlineData("1.6L")]
    [InlineData("0")]
    [InlineData("1.598")]
    public void Capacity_in_litres_is_an_error_that_names_litres(string cell)
    {
        var fault = Assert.Single(Assert.Single(Read(SmallFile.Of(SmallFile.Row(("cubicCapacity", cell)))).Errors).Faults);
        Assert.Equal("cubicCapacity", fault.Field!.CsvName);
        Assert.Contains("litres", fault.Message, StringComparison.Ordinal);
        Assert.Contains("profile", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("79 000 zł")]
    [InlineData("79000 PLN")]
    [InlineData("PLN 79 000")]
    [InlineData("zł 79 000")]
    [InlineData("\"79 000,00\"")]
    [InlineData("\"79.000,00 zł\"")]
    [InlineData("\"79 000,-\"")]
    [InlineData("\"79000,- zł\"")]
    [InlineData("79000.-")]
    [InlineData("79000 zl")]
    [InlineData("79 000 zł brutto")]
    [InlineData("79 000 PLN brutto")]
    [InlineData("79 000 brutto")]
    [InlineData("79 000 zł (brutto)")]
    [InlineData("79\u202F000\u00A0ZŁ")]
    [InlineData("=\"79000\"")]
    public void Price_is_read_with_its_currency(string cell)
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", cell)))).Vehicles);
        Assert.Equal(79_000m, vehicle.SalesPrice);
        Assert.Empty(vehicle.Warnings);
    }

    [Fact]
    public void Price_without_vat_is_read_with_a_warning()
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", "79 000 zł netto")))).Vehicles);
        Assert.Equal((79_000m, "NetPrice"), (vehicle.SalesPrice, Assert.Single(vehicle.Warnings).Code));
    }

    [Theory]
    [InlineData("18 500 EUR", "OtherCurrency")]
    [InlineData("18 500 €", "OtherCurrency")]
    [InlineData("€ 18500", "OtherCurrency")]
    [InlineData("USD 20 000", "OtherCurrency")]
    [InlineData("400 000 CZK", "OtherCurrency")]
    [InlineData("79000 + VAT", "NotANumber")]
    [InlineData("cena do uzgodnienia", "NotANumber")]
    [InlineData("od 79 000", "NotANumber")]
    [InlineData("79 tys.", "NotANumber")]
    [InlineData("79 000 / 80 000", "NotANumber")]
    [InlineData("#N/D", "SpreadsheetError")]
    public void Price_that_is_no_amount_in_zloty_is_an_error(string cell, string code) =>
        Assert.Equal(code, Assert.Single(Assert.Single(Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", cell)))).Errors).Faults).Code);

    [Theory]
    [InlineData("power", "150.5", "NotAWholeNumber")]
    [InlineData("power", "99999999999", "NotAWholeNumber")]
    [InlineData("power", "110/150", "NotANumber")]
    [InlineData("power", "150 Nm", "NotANumber")]
    [InlineData("mileage", "29.550", "AmbiguousNumber")]
    [InlineData("mileage", "29 tys.", "NotANumber")]
    [InlineData("mileage", "18361 mil", "NotANumber")]
    [InlineData("mileage", "#N/D!", "SpreadsheetError")]
    [InlineData("mileage", "########", "SpreadsheetError")]
    [InlineData("mileage", "Err:508", "SpreadsheetError")]
    [InlineData("doors", "4/5", "NotANumber")]
    [InlineData("acceleration", "szybki", "NotANumber")]
    [InlineData("availableFrom", "16/06/2025", "NotADate")]
    [InlineData("firstRegistrationDate", "FABRYCZNY", "NotADate")]
    [InlineData("firstRegistrationDate", "1899-12-30", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1899-12-30 00:00:00", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "30.12.1899", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1899-12-31", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1900-01-00", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1900-01-01", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1904-01-01", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "1970-01-01T01:00:00", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "0001-01-01", "PlaceholderDate")]
    [InlineData("firstRegistrationDate", "0000-00-00 00:00:00", "PlaceholderDate")]
    [InlineData("availableFrom", "9999-12-31", "PlaceholderDate")]
    [InlineData("availableFrom", "2079-06-06", "PlaceholderDate")]
    [InlineData("description", "#REF!", "SpreadsheetError")]
    [InlineData("registrationNumber", "#N/A", "SpreadsheetError")]
    public void Optional_value_that_cannot_be_read_is_a_warning(string column, string cell, string code)
    {
        var text = column == "registrationNumber"
            ? SmallFile.Of(SmallFile.Row()).Replace("locationId\n", "locationId,registrationNumber\n", StringComparison.Ordinal).TrimEnd('\n') + "," + cell + "\n"
            : SmallFile.Of(SmallFile.Row((column, cell)));
        var vehicle = Assert.Single(Read(text).Vehicles);
        Assert.Equal((code, column), (vehicle.Warnings[0].Code, vehicle.Warnings[0].Field!.CsvName));
        Assert.Contains(cell, vehicle.Warnings[0].Message, StringComparison.Ordinal);
        Assert.True(vehicle.Unknown.Contains(FieldOf(column)));
    }

    [Theory]
    [InlineData("mileage", "dużo", "NotANumber")]
    [InlineData("power", "150 Nm", "NotANumber")]
    [InlineData("firstRegistrationDate", "16/06/2025", "NotADate")]
    public void Strict_profile_makes_an_unreadable_optional_value_an_error(string column, string cell, string code)
    {
        var result = Read(SmallFile.Of(SmallFile.Row((column, cell))), Profile("""{ "extends": "default", "strict": true }"""));
        Assert.Equal(code, Assert.Single(Assert.Single(result.Errors).Faults).Code);
    }

    [Theory]
    [InlineData("model", "#N/D!", "SpreadsheetError")]
    [InlineData("color", "#ADR!", "SpreadsheetError")]
    [InlineData("color", "Bia\uFFFDy", "ReplacedLetter")]
    [InlineData("make", "Citro\uFFFDn", "ReplacedLetter")]
    [InlineData("model", "\uFFFDabka", "ReplacedLetter")]
    [InlineData("color", "Bia³y", "MisreadLetter")]
    [InlineData("color", "¯ó³ty", "MisreadLetter")]
    [InlineData("color", "B³êkitny", "MisreadLetter")]
    [InlineData("color", "Br¹zowy", "MisreadLetter")]
    [InlineData("color", "BIA£Y", "MisreadLetter")]
    [InlineData("make", "©koda", "MisreadLetter")]
    [InlineData("color", "¦liwkowy", "MisreadLetter")]
    [InlineData("color", "Z³oty b±k", "MisreadLetter")]
    [InlineData("color", "Bia│y", "MisreadLetter")]
    [InlineData("color", "Br╣zowy", "MisreadLetter")]
    [InlineData("color", "Bia\u009Cy", "MisreadLetter")]
    [InlineData("color", "BiaÅÂy", "MisreadLetter")]
    [InlineData("color", "Bia+AUI-y", "MisreadLetter")]
    [InlineData("color", "+AXs-+APMBQg-ty", "MisreadLetter")]
    public void Damaged_required_value_is_an_error(string column, string cell, string code)
    {
        var fault = Assert.Single(Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell)))).Errors).Faults);
        Assert.Equal((code, column), (fault.Code, fault.Field!.CsvName));
    }

    [Theory]
    [InlineData("color", "Bia?y", "QuestionMark")]
    [InlineData("make", "?koda", "QuestionMark")]
    [InlineData("description", "Pi\uFFFDkny", "ReplacedLetter")]
    [InlineData("description", "Piękny ¶wietny stan ca³y", "MisreadLetter")]
    [InlineData("firstRegistrationDate", "2019-08-01", "RegisteredBeforeBuilt")]
    public void Doubtful_value_is_listed_with_a_warning(string column, string cell, string code)
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell)))).Vehicles);
        Assert.Equal(code, Assert.Single(vehicle.Warnings).Code);
        Assert.False(FieldOf(column).IsEmpty(vehicle));
    }

    [Theory]
    [InlineData("color", "Biały?")]
    [InlineData("model", "Ka+")]
    [InlineData("model", "Q7 +TFSI-quattro")]
    [InlineData("model", "Añejo Ñandú Cœur Fenêtre São Łódź")]
    [InlineData("model", "1½ © 2026 ©Kia Nº 5 cee´d °C 4×4")]
    [InlineData("color", "Weiß Ärger Ångström Überblau")]
    [InlineData("description", "1598 cm³; 1598cm³benzyna; 2 m³; 5m³; ±5 km; § 3; 500 £; ³ przypis¹; ¼ l; © Salon")]
    [InlineData("firstRegistrationDate", "2022-12-31")]
    [InlineData("firstRegistrationDate", "2026-11-21")]
    public void Plausible_value_has_no_warning(string column, string cell) =>
        Assert.Empty(Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell)))).Vehicles).Warnings);

    [Theory]
    [InlineData("ABS <scr<script>ipt>alert(1)</script>", "ABS")]
    [InlineData("<<b>b>ABS</<b>b> <i>ESP</i>", "ABS ESP")]
    [InlineData("&lt;scr&lt;script&gt;ipt&gt;alert(1)&lt;/script&gt;ABS", null)]
    public void Tags_within_tags_are_removed_with_their_script(string html, string? expected)
    {
        var description = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("description", html)))).Vehicles).Description;
        if (expected is not null)
            Assert.Equal(expected, description);
        Assert.DoesNotContain("alert", description ?? string.Empty);
    }

    [Theory]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<a <b")]
    [InlineData("<script>")]
    [InlineData("<!--")]
    [InlineData("&lt")]
    [InlineData("&amp;")]
    [InlineData("<div>")]
    [InlineData("&#x110000;")]
    public void Hostile_html_is_read_in_linear_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 60_000 / part.Length)) + ">";
        var started = TimeProvider.System.GetTimestamp();
        Assert.Single(Read(SmallFile.Of(SmallFile.Row(("description", text)))).Vehicles);
        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(5));
    }

    public void Dispose() => _folder.Dispose();

    private static VehicleField FieldOf(string column) => VehicleFields.All.Single(known => known.CsvName == column);

    private PartnerProfile Profile(string json)
    {
        var path = Path.Combine(_folder.Path, "profile.json");
        File.WriteAllText(path, json);
        return PartnerProfile.Load(path);
    }

    private StockResult Read(string text, PartnerProfile? profile = null) =>
        StockFolder.Read(_folder.Write(text), StockFolder.Options with { TimeProvider = new TestTime(Now), Profile = profile ?? PartnerProfile.Default });
}
