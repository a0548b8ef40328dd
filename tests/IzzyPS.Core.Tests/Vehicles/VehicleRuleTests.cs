using System.Reflection;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Vehicles;

public sealed class VehicleRuleTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("U5YPU81BGPL155538", "U5YPU81BGPL155538")]
    [InlineData("u5ypu81bgpl155538", "U5YPU81BGPL155538")]
    [InlineData(" U5Y PU8 1BG PL1 555 38\u00A0", "U5YPU81BGPL155538")]
    [InlineData("U5YPU81BGPL15553", null)]
    [InlineData("U5YPU81BGPL1555380", null)]
    [InlineData("U5YPU81BGPL15553O", null)]
    [InlineData("I5YPU81BGPL155538", null)]
    [InlineData("Q5YPU81BGPL155538", null)]
    [InlineData("ı5YPU81BGPL155538", null)]
    [InlineData("ſ5YPU81BGPL155538", null)]
    [InlineData("U5YPU81BGPL15553\0", null)]
    [InlineData("", null)]
    public void Vin_TryParse_accepts_only_valid_vins(string text, string? expected)
    {
        Assert.Equal(expected is not null, Vin.TryParse(text, out var vin));
        Assert.Equal(expected ?? string.Empty, vin);
    }

    // Columns: power, capacity, doors, body, segment, coupe, minivan.
    [Theory]
    [InlineData(250, 1000, 5, BodyType.Suv, null, false, false, CarClass.Adrenaline)]
    [InlineData(249, 1000, 5, BodyType.Suv, null, false, false, CarClass.Family)]
    [InlineData(100, 3000, 5, BodyType.Suv, null, false, false, CarClass.Adrenaline)]
    [InlineData(100, 2999, 5, BodyType.Estate, null, false, false, CarClass.Family)]
    [InlineData(200, 1000, 2, BodyType.Saloon, null, true, false, CarClass.Adrenaline)]
    [InlineData(199, 1000, 2, BodyType.Saloon, null, true, false, CarClass.Sweet)]
    [InlineData(200, 1000, 2, BodyType.Saloon, null, false, false, CarClass.Sweet)]
    [InlineData(180, 1000, 2, BodyType.Convertible, null, false, false, CarClass.Adrenaline)]
    [InlineData(179, 1000, 2, BodyType.Convertible, null, false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 3, BodyType.Suv, null, false, false, CarClass.Sweet)]
    [InlineData(100, 1000, null, BodyType.Suv, null, false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 4, BodyType.Van, null, false, true, CarClass.Family)]
    [InlineData(100, 1000, 4, BodyType.Van, null, false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 5, BodyType.Hatchback, "D", false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 4, BodyType.Saloon, "D", false, false, CarClass.Business)]
    [InlineData(100, 1000, 4, BodyType.Saloon, "e", false, false, CarClass.Business)]
    [InlineData(100, 1000, 4, BodyType.Saloon, "C", false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 5, BodyType.Saloon, "D", false, false, CarClass.Sweet)]
    [InlineData(100, 1000, 4, BodyType.Saloon, "D", true, false, CarClass.Sweet)]
    [InlineData(null, null, null, null, null, false, false, CarClass.Sweet)]
    public void CarClassRule_Infer_gives_the_class_of_the_body(int? power, int? capacity, int? doors, BodyType? body, string? segment, bool isCoupe, bool isMinivan, CarClass expected) =>
        Assert.Equal(
            expected,
            CarClassRule.Infer(new Vehicle { Power = power, CubicCapacity = capacity, Doors = doors, Type = body, Segment = segment }, isCoupe, isMinivan));

    [Theory]
    [InlineData(nameof(Vehicle.Vin))]
    [InlineData(nameof(Vehicle.ConfigurationNumber))]
    public void Key_of_a_vehicle_from_a_file_cannot_be_changed_even_by_reflection(string name)
    {
        var (_, vehicles) = TestCars.CreateStock([1]);
        var property = typeof(Vehicle).GetProperty(name)!;
        var refusal = Assert.Throws<TargetInvocationException>(() => property.SetValue(vehicles[0], TestCars.CreateVin(2)));
        Assert.IsType<InvalidOperationException>(refusal.InnerException);
        Assert.Equal(TestCars.CreateVin(1), vehicles[0].Vin);
    }

    [Fact]
    public void Vin_of_a_vehicle_made_by_hand_is_normalised()
    {
        Assert.Equal("U5YPU81BGPL155538", new Vehicle { Vin = " u5y pu81bgpl155538" }.Vin);
        Assert.Null(new Vehicle { Vin = " " }.Vin);
        Assert.Throws<ArgumentException>(() => new Vehicle { Vin = "garbage" });
    }

    [Fact]
    public void VehicleValidator_takes_a_right_vehicle() => Assert.Null(Validate(TestCars.CreateCar(1)));

    public static TheoryData<string, string, Action<Vehicle>> Wrong => new()
    {
        { "Make", "Required", car => car.Make = null },
        { "Model", "Required", car => car.Model = string.Empty },
        { "Category", "Required", car => car.Category = null },
        { "EngineCode", "Required", car => car.EngineCode = null },
        { "CubicCapacity", "Required", car => car.CubicCapacity = null },
        { "Acceleration", "Required", car => car.Acceleration = null },
        { "SalesPrice", "Required", car => car.SalesPrice = null },
        { "SalesPrice", "OutOfRange", car => car.SalesPrice = 0 },
        { "ListPrice", "OutOfRange", car => car.ListPrice = -1 },
        { "MiniPrice", "OutOfRange", car => car.MiniPrice = -1 },
        { "ManufactureYear", "OutOfRange", car => car.ManufactureYear = 2028 },
        { "ManufactureYear", "OutOfRange", car => car.ManufactureYear = 1884 },
        { "Mileage", "OutOfRange", car => car.Mileage = -1 },
        { "Power", "OutOfRange", car => car.Power = 5_001 },
        { "Doors", "OutOfRange", car => car.Doors = 10 },
        { "AvailableFrom", "OutOfRange", car => car.AvailableFrom = DateOnly.MaxValue },
        { "FirstRegistrationDate", "OutOfRange", car => car.FirstRegistrationDate = DateOnly.MinValue },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void VehicleValidator_names_the_field(string field, string code, Action<Vehicle> harm)
    {
        var car = TestCars.CreateCar(1);
        harm(car);
        var fault = Assert.Single(Validate(car)!);
        Assert.Equal((field, code), (fault.Field!.Name, fault.Code));
    }

    [Fact]
    public void VehicleValidator_wants_a_key() => Assert.Equal("NoKey", Assert.Single(Validate(TestCars.CreateCar(1, vin: null, configuration: null))!).Code);

    [Fact]
    public void KeyHash_is_the_same_everywhere_and_spreads()
    {
        Assert.Equal(KeyHash.Compute("U5YPU81BGPL155538"), KeyHash.Compute(new VehicleKey("U5YPU81BGPL155538")));
        var hashes = Enumerable.Range(0, 200_000).Select(number => KeyHash.Compute(TestCars.CreateVin(number))).ToHashSet();
        Assert.Equal(200_000, hashes.Count);
        Assert.Equal(256, hashes.Select(hash => hash & 0xFF).Distinct().Count());
    }

    private static List<FieldFault>? Validate(Vehicle vehicle)
    {
        List<FieldFault>? faults = null;
        VehicleValidator.Validate(vehicle, Today, ref faults);
        return faults;
    }
}
