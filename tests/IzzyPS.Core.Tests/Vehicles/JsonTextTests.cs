using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Vehicles;

/// <summary>The quick writer gives the bytes that the framework's gives: hashes in ledgers hang on them.</summary>
public sealed class JsonTextTests
{
    [Fact]
    public void Text_is_escaped_as_the_framework_does_it()
    {
        for (var character = 0; character <= char.MaxValue; character++)
            AssertSame($"ą{(char)character}z", character.ToString("X4", CultureInfo.InvariantCulture));
        foreach (var text in (string[])["", "Żółty", "Alufelgi 17\"", "a\\b", "\U0001F697", "\uDE97\uD83D", "tył\r\n• <b>&nbsp;'", new string('ł', 5000), "\t"])
            AssertSame(text, text);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1591", "1591")]
    [InlineData("1591.000", "1591")]
    [InlineData("11.50", "11.5")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    public void A_number_has_no_trailing_zeros(string written, string json) =>
        Assert.Contains($"\"cubicCapacity\":{json},", CarPayload.CreateFromVehicle(Changed(car => car.CubicCapacity = Number(written))).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("109900", "109900.00")]
    [InlineData("109900.5", "109900.50")]
    [InlineData("0.005", "0.01")]
    [InlineData("99999999.994", "99999999.99")]
    public void A_price_has_two_decimals(string written, string json) =>
        Assert.Contains($"\"salesPrice\":\"{json}\"", CarPayload.CreateFromVehicle(Changed(car => car.SalesPrice = Number(written))).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Whole_car_is_written_in_one_fixed_form()
    {
        var car = TestCars.CreateCar(7);
        car.AvailableFrom = new DateOnly(2026, 3, 9);
        car.LocationId = Guid.Parse("0198b6a0-0000-7000-8000-00000000abcd");
        Assert.Equal(
            """
            {"configurationNumber":"CFG00007","vin":"WZZZZZ1KZ00000007","category":"PASSENGER","make":"Kia","model":"Sportage","manufactureYear":2023,"mileage":29550,"engineCode":"-","cubicCapacity":1591,"acceleration":11,"fuelType":"HYBRID","power":150,"transmissionType":"AUTOMATIC","driveWheels":"FRONT","type":"SUV","carClass":"SWEET","doors":null,"color":"Niebieski","availableFrom":"2026-03-09","firstRegistrationDate":null,"description":null,"pricing":{"listPrice":"80000.00","salesPrice":"70000.00"},"locationId":"0198b6a0-0000-7000-8000-00000000abcd"}
            """,
            CarPayload.CreateFromVehicle(car).ToString());
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static Vehicle Changed(Action<Vehicle> change)
    {
        var car = TestCars.CreateCar(1);
        change(car);
        return car;
    }

    private static void AssertSame(string text, string shown)
    {
        var expected = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(expected, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            writer.WriteStringValue(text);
        var json = new JsonText();
        json.WriteText(text);
        if (!json.Written.SequenceEqual(expected.WrittenSpan))
            Assert.Fail($"{shown}: {Encoding.UTF8.GetString(json.Written)} instead of {Encoding.UTF8.GetString(expected.WrittenSpan)}");
    }
}
