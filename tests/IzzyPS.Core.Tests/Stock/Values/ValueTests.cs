using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Stock.Values;

public sealed class ValueTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly StockFolder _folder = new();

    [Fact]
    public void The_rows_of_the_api_document_are_read()
    {
        var kia = "AAU03218IE,U5YPU81BGPL155538,osobowy,Kia,Sportage,2023,29550,,1591.00,11,HYBRYDA (ETYLINA + NAPĘD ELEKTR.),150.00,Automatyczna hydrauliczna (klasyczna),Na przednie koła,SUV,Hatchback,0,Niebieski,2025-06-16 15:01:50,2023-08-01,ABS | ASR | Klimatyzacja | ABS,109900.00,109900.00,109900.00,128";
        var suzuki = "AAU03225IE,TSMJYBA2S00706179,osobowy,Suzuki,Sx4,2019,95501,,1373.00,,ETYLINA,140.00,Manualna,4x4 (stały),SUV,Hatchback,0,Srebrny,2025-06-17 13:51:54,2019-09-17,NULL,77900.00,77900.00,77900.00,128";

        var result = Read(SmallFile.Of(kia, suzuki));

        Assert.Empty(result.Errors);
        var car = result.Vehicles[0];
        Assert.Equal("U5YPU81BGPL155538", car.Vin);
        Assert.Equal("AAU03218IE", car.ConfigurationNumber);
        Assert.Equal(Category.Passenger, car.Category);
        Assert.Equal(("Kia", "Sportage", "Niebieski"), (car.Make, car.Model, car.Color));
        Assert.Equal((2023, 29_550, 150), (car.ManufactureYear, car.Mileage, car.Power));
        Assert.Equal(("-", 1591m, 11m), (car.EngineCode, car.CubicCapacity, car.Acceleration));
        Assert.Equal(FuelType.Hybrid, car.FuelType);
        Assert.Equal(TransmissionType.Automatic, car.TransmissionType);
        Assert.Equal(DriveWheels.Front, car.DriveWheels);
        Assert.Equal(BodyType.Suv, car.Type);
        Assert.Equal(CarClass.Sweet, car.CarClass);
        Assert.Null(car.Doors);
        Assert.Equal(new DateOnly(2025, 6, 16), car.AvailableFrom);
        Assert.Equal(new DateOnly(2023, 8, 1), car.FirstRegistrationDate);
        Assert.Equal("ABS | ASR | Klimatyzacja", car.Description);
        Assert.Equal((109_900m, 109_900m, 109_900m), (car.ListPrice, car.SalesPrice, car.MiniPrice));
        Assert.Equal(Guid.Parse("0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a"), car.LocationId);
        Assert.Equal("128", car.LocationNumber);
        Assert.Equal(["The file has no engine code; '-' is listed."], car.Warnings.Select(said => said.Message));
        Assert.Equal(2, car.Line);
        Assert.Same(result.File, car.File);
        Assert.Null(result.Vehicles[1].Description);
        Assert.Equal(0m, result.Vehicles[1].Acceleration);
        Assert.Equal(DriveWheels.Four, result.Vehicles[1].DriveWheels);
        Assert.Equal(2, result.Vehicles[1].Warnings.Count);
    }

    [Theory]
    [InlineData("category", "ciężarowy", Category.Delivery)]
    [InlineData("category", "DELIVERY", Category.Delivery)]
    [InlineData("category", "Dostawczy", Category.Delivery)]
    [InlineData("fuelType", "olej napedowy", FuelType.Diesel)]
    [InlineData("fuelType", "Hybryda plug-in", FuelType.Hybrid)]
    [InlineData("fuelType", "wodór", FuelType.Hydrogen)]
    [InlineData("fuelType", "energia  elektryczna", FuelType.Electric)]
    [InlineData("fuelType", "gaz", FuelType.Lpg)]
    [InlineData("transmissionType", "\"Automatyczna dwusprzęgłowa (DCT, DSG)\"", TransmissionType.Automatic)]
    [InlineData("transmissionType", "7-biegowa DSG", TransmissionType.Automatic)]
    [InlineData("transmissionType", "e-CVT", TransmissionType.Automatic)]
    [InlineData("driveWheels", "Na tylnie koła", DriveWheels.Rear)]
    [InlineData("driveWheels", "back", DriveWheels.Rear)]
    [InlineData("driveWheels", "4x4 (dołączany ręcznie)", DriveWheels.Four)]
    [InlineData("driveWheels", "AWD", DriveWheels.Four)]
    [InlineData("type", "auta miejskie", BodyType.Hatchback)]
    [InlineData("type", "Minivan", BodyType.Van)]
    [InlineData("type", "LIMUZYNA", BodyType.Saloon)]
    [InlineData("carClass", "business", CarClass.Business)]
    [InlineData("power", "150.00", 150)]
    [InlineData("mileage", "95 501", 95_501)]
    [InlineData("doors", "0", null)]
    [InlineData("doors", "", null)]
    [InlineData("description", "null", null)]
    [InlineData("description", "Null", null)]
    [InlineData("engineCode", "NULL", "-")]
    [InlineData("make", " Kia\u00A0 Motors ", "Kia Motors")]
    [InlineData("registrationNumber", "WX 1234", "WX 1234")]
    [InlineData("vin", "u5y pu8 1bgpl155538", "U5YPU81BGPL155538")]
    [InlineData("vin", "\u00A0U5YPU81BGPL155538", "U5YPU81BGPL155538")]
    public void Value_is_read_as_expected(string column, string cell, object? expected)
    {
        var text = column == "registrationNumber"
            ? SmallFile.Of(SmallFile.Row()).Replace("locationId\n", "locationId,registrationNumber\n").TrimEnd('\n') + "," + cell + "\n"
            : SmallFile.Of(SmallFile.Row((column, cell)));
        var vehicle = Assert.Single(Read(text).Vehicles);
        Assert.Equal(expected, VehicleFields.All.Single(field => field.CsvName == column).Get(vehicle));
    }

    [Theory]
    [InlineData("109900.00")]
    [InlineData("\"109900,00\"")]
    [InlineData("109 900")]
    [InlineData("\"109\u00A0900,00 zł\"")]
    [InlineData("109\u202F900\u00A0PLN")]
    [InlineData("109900zł")]
    [InlineData("\"109.900,00 ZŁ\"")]
    [InlineData("\"109,900.00 pln\"")]
    public void Price_is_read_as_expected(string cell) =>
        Assert.Equal(109_900m, Assert.Single(Read(SmallFile.Of(SmallFile.Row(("pricing_salesPrice", cell)))).Vehicles).SalesPrice);

    [Theory]
    [InlineData("vin", "U5YPU81BGPL15553", "BadVin", "17 of A–Z")]
    [InlineData("vin", "U5YPU81BGPL15553O", "BadVin", "I, O and Q")]
    [InlineData("vin", "U5YPU81BGPL15553", "BadVin", "it has 16 characters")]
    [InlineData("vin", "U5YPU81BGPL1555380", "BadVin", "it has 18 characters")]
    [InlineData("vin", "u5y pu81o gpl155538", "BadVin", "it has 'o' as character 8")]
    [InlineData("vin", "U5YPU81BGPL15553Ż", "BadVin", "it has 'Ż' as character 17")]
    [InlineData("vin", "11111111111111111", "BadVin", "placeholder")]
    [InlineData("vin", "XXXXXXXXXXXXXXXXX", "BadVin", "placeholder")]
    [InlineData("vin", "00000000000000001", "BadVin", "placeholder")]
    [InlineData("vin", "12345678901234567", "BadVin", "placeholder")]
    [InlineData("vin", "01234567890123456", "BadVin", "placeholder")]
    [InlineData("vin", "98765432109876543", "BadVin", "placeholder")]
    [InlineData("vin", "ABCDEFGHJKLMNPRST", "BadVin", "placeholder")]
    [InlineData("vin", "WAUZZZZZZZZZZZZZZ", "BadVin", "placeholder")]
    [InlineData("vin", "XXXXXXXXXXXXX1234", "BadVin", "placeholder")]
    [InlineData("vin", "WBA00000000000000", "BadVin", "placeholder")]
    [InlineData("vin", "WVWZZZ00000000000", "BadVin", "placeholder")]
    [InlineData("vin", "WVWZZZ1KZ99999999", "BadVin", "placeholder")]
    [InlineData("vin", "TESTTESTTESTTEST1", "BadVin", "placeholder")]
    [InlineData("vin", "TEST0000000000001", "BadVin", "placeholder")]
    [InlineData("configurationNumber", "A\u0001B", "BadConfigurationNumber", "control characters")]
    [InlineData("category", "rower", "UnknownWord", "DELIVERY (dostawczy, ciężarowy, …)")]
    [InlineData("fuelType", "woda", "UnknownWord", "PETROL (etylina, benzyna, …)")]
    [InlineData("pricing_listPrice", "109.900", "AmbiguousNumber", "109 900,00 zł")]
    [InlineData("pricing_listPrice", "0", "OutOfRange", "0.01 to 100000000 PLN")]
    [InlineData("pricing_salesPrice", "999999999", "OutOfRange", "0.01 to 100000000 PLN")]
    [InlineData("pricing_salesPrice", "", "Required", "required by Izzylease")]
    [InlineData("pricing_salesPrice", "100 EUR", "OtherCurrency", "price in PLN")]
    [InlineData("pricing_salesPrice", "zł", "NotANumber", "price in PLN")]
    [InlineData("make", "NULL", "Required", "make")]
    [InlineData("color", "\u0007", "Required", "color")]
    [InlineData("cubicCapacity", "", "Required", "cubicCapacity")]
    [InlineData("firstRegistrationDate", "2026-11-23", "FutureRegistration", "up to 2026-11-21")]
    [InlineData("firstRegistrationDate", "2027-01-01", "FutureRegistration", "in the future")]
    public void Bad_value_is_a_fault_of_its_row(string column, string cell, string code, string accepted)
    {
        var result = Read(SmallFile.Of(SmallFile.Row((column, cell))));
        Assert.Empty(result.Vehicles);
        var fault = Assert.Single(Assert.Single(result.Errors).Faults);
        Assert.Equal(code, fault.Code);
        Assert.Equal(column, fault.Field?.CsvName);
        Assert.Contains(accepted, fault.Message);
    }

    [Theory]
    [InlineData("mileage", "-1", "0 to 5000000 km")]
    [InlineData("mileage", "9999999", "0 to 5000000 km")]
    [InlineData("manufactureYear", "23", "1885 to 2027")]
    [InlineData("manufactureYear", "2203", "1885 to 2027")]
    [InlineData("power", "-5", "0 to 5000 hp")]
    [InlineData("power", "99999", "0 to 5000 hp")]
    [InlineData("doors", "99", "0 to 9")]
    [InlineData("acceleration", "1001", "0 to 1000 s")]
    [InlineData("pricing_miniPrice", "-1", "0 to 100000000 PLN")]
    [InlineData("availableFrom", "9998-12-31", "1885-01-01 to 2046-11-21")]
    [InlineData("firstRegistrationDate", "0002-01-01", "1885-01-01")]
    public void Optional_value_out_of_range_is_left_out_with_a_warning(string column, string cell, string accepted)
    {
        var field = VehicleFields.All.Single(known => known.CsvName == column);
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell)))).Vehicles);
        Assert.True(field.IsEmpty(vehicle) || Equals(field.Get(vehicle), 0m));
        Assert.True(vehicle.Unknown.Contains(field));
        Assert.Contains(accepted, Assert.Single(vehicle.Warnings, warning => warning.Code == "OutOfRange").Message);
    }

    [Fact]
    public void Year_zero_is_not_given()
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("manufactureYear", "0")))).Vehicles);
        Assert.Null(vehicle.ManufactureYear);
        Assert.Empty(vehicle.Warnings);
    }

    [Theory]
    [InlineData("WZZZZZ1KZ00000001")]
    [InlineData("WVWZZZ1KZAW000001")]
    [InlineData("TESTC000000000001")]
    [InlineData("WBATEST0000000001")]
    [InlineData("SALGA2EV9HA000000")]
    public void Vin_that_a_car_may_have_is_no_placeholder(string vin) =>
        Assert.Equal(vin, Assert.Single(Read(SmallFile.Of(SmallFile.Row(("vin", vin)))).Vehicles).Vin);

    [Fact]
    public void All_faults_of_a_row_are_reported_together()
    {
        var row = SmallFile.Row(("cubicCapacity", "x"), ("fuelType", "woda"), ("pricing_salesPrice", "1.000"), ("color", ""), ("availableFrom", "jutro"));
        var error = Assert.Single(Read(SmallFile.Of(row)).Errors);
        Assert.Equal(["cubicCapacity", "fuelType", "pricing_salesPrice", "color"], error.Faults.Select(fault => fault.Field!.CsvName));
        Assert.Equal(["x", "woda", "1.000", null], error.Faults.Select(fault => fault.RawValue));
        Assert.Equal(row, error.RawRow);
        Assert.StartsWith("stock-1.csv, line 2, VIN U5YPU81BGPL155538: cubicCapacity 'x' is not a number; accepted:", error.Message);
    }

    [Fact]
    public void A_message_shows_no_escape_sequence()
    {
        var error = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("fuelType", "\u001B]0;owned\u0007")))).Errors);
        Assert.DoesNotContain(error.Message + error.RawRow + error.Faults[0].RawValue, char.IsControl);
    }

    [Theory]
    [InlineData("type", "Coupe", "Izzylease has no 'Coupe'; SALOON is listed.")]
    [InlineData("type", "COUPÉ", "Izzylease has no 'COUPÉ'; SALOON is listed.")]
    [InlineData("engineCode", "", "The file has no engine code; '-' is listed.")]
    [InlineData("acceleration", "NULL", "The file has no acceleration; 0 is listed.")]
    [InlineData("locationId", "999", "The location map has no showroom for number '999'; a new car is listed without a showroom, a listed car keeps its showroom.")]
    public void Assumed_value_is_a_warning(string column, string cell, string warning) =>
        Assert.Equal([warning], Assert.Single(Read(SmallFile.Of(SmallFile.Row((column, cell)))).Vehicles).Warnings.Select(said => said.Message));

    [Theory]
    [InlineData("elektryczny")]
    [InlineData("wodór")]
    public void An_electric_car_needs_no_capacity(string fuel)
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("cubicCapacity", ""), ("fuelType", fuel)))).Vehicles);
        Assert.Equal(0m, vehicle.CubicCapacity);
        Assert.Single(vehicle.Warnings);
    }

    [Fact]
    public void A_showroom_may_be_given_by_its_id()
    {
        var vehicle = Assert.Single(Read(SmallFile.Of(SmallFile.Row(("locationId", "0190F5C2-0000-7c3e-9d4a-1f2e3d4c5b6a")))).Vehicles);
        Assert.Equal(Guid.Parse("0190f5c2-0000-7c3e-9d4a-1f2e3d4c5b6a"), vehicle.LocationId);
        Assert.Null(vehicle.LocationNumber);
        Assert.Empty(vehicle.Warnings);
    }

    [Theory]
    [InlineData("Coupe", "200", "", CarClass.Adrenaline)]
    [InlineData("Coupe", "199", "", CarClass.Sweet)]
    [InlineData("Minivan", "150", "5", CarClass.Family)]
    [InlineData("Van", "150", "5", CarClass.Sweet)]
    [InlineData("Kabriolet", "180", "2", CarClass.Adrenaline)]
    public void The_partners_body_decides_the_class(string body, string power, string doors, CarClass expected)
    {
        var row = SmallFile.Row(("type", body), ("power", power), ("doors", doors), ("carClass", "Hatchback"));
        Assert.Equal(expected, Assert.Single(Read(SmallFile.Of(row)).Vehicles).CarClass);
    }

    [Theory]
    [InlineData("", "C1", "#C1", null)]
    [InlineData("NULL", " C1 ", "#C1", null)]
    [InlineData("", "C\u00A01", "#C 1", null)]
    [InlineData("", "", null, "NoKey")]
    [InlineData("", "NULL", null, "NoKey")]
    [InlineData("brak", "C1", "#C1", null)]
    [InlineData("#N/A", "C1", "#C1", null)]
    [InlineData("=\"\"", "=\"C1\"", "#C1", null)]
    [InlineData("brak", "", null, "NoKey")]
    [InlineData("#N/A", "#N/D!", null, "NoKey")]
    [InlineData("zob. opis", "C1", null, "BadVin")]
    [InlineData("zob. opis", "", null, "BadVin")]
    [InlineData("", "C\u0002", null, "BadConfigurationNumber,NoKey")]
    public void Row_without_a_readable_key_prevents_closing(string vin, string number, string? key, string? codes)
    {
        var result = Read(SmallFile.Of(SmallFile.Row(("vin", vin), ("configurationNumber", number)), SmallFile.RowOf(2)));
        Assert.Equal(codes, result.Errors.Count == 0 ? null : string.Join(',', result.Errors[0].Faults.Select(fault => fault.Code)));
        Assert.Equal(key is null ? 1 : 0, result.File.RowsWithoutKey);
        Assert.Equal(key is null ? [] : [key[1..]], result.File.NumbersWithoutVin);
        Assert.Equal(key, key is null ? null : result.Vehicles[0].Key!.Value.Value);
        Assert.Equal(key is null ? 1 : 2, result.File.RowsValid);
    }

    [Fact]
    public void A_rejected_row_without_vin_is_known_by_its_number()
    {
        var result = Read(SmallFile.Of(SmallFile.Row(("vin", ""), ("color", ""))));
        Assert.Equal(["#AAU03218IE"], result.File.RejectedKeys);
        Assert.Equal(["AAU03218IE"], result.File.NumbersWithoutVin);
        Assert.Equal(0, result.File.RowsWithoutKey);
        Assert.Contains("configuration number AAU03218IE", result.Errors[0].Message);
    }

    public void Dispose() => _folder.Dispose();

    private StockResult Read(string text) => StockFolder.Read(_folder.Write(text), StockFolder.Options with { TimeProvider = new TestTime(Now) });
}
