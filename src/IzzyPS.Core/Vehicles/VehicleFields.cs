using System.Collections.Immutable;
using System.Globalization;

namespace IzzyPS.Vehicles;

/// <summary>
/// The single list of a vehicle's fields, in the order of the agreed file and of the API's car.
/// Source: the dealer API's "A car" and "The partner's stock file". A new field is one line here and one property.
/// </summary>
internal static class VehicleFields
{
    /// <summary>Every field.</summary>
    public static readonly ImmutableArray<VehicleField> All =
    [
        Text("configurationNumber", v => v.ConfigurationNumber, null),
        Text("vin", v => v.Vin, null),
        Word<Category>("category", v => v.Category, (v, x) => v.Category = x, required: true),
        Text("make", v => v.Make, (v, x) => v.Make = x, required: true),
        Text("model", v => v.Model, (v, x) => v.Model = x, required: true),
        Integer("manufactureYear", v => v.ManufactureYear, (v, x) => v.ManufactureYear = x),
        Integer("mileage", v => v.Mileage, (v, x) => v.Mileage = x, unit: "km"),
        Text("engineCode", v => v.EngineCode, (v, x) => v.EngineCode = x, required: true),
        Number("cubicCapacity", v => v.CubicCapacity, (v, x) => v.CubicCapacity = x, required: true, unit: "cm³"),
        Number("acceleration", v => v.Acceleration, (v, x) => v.Acceleration = x, required: true, unit: "s"),
        Word<FuelType>("fuelType", v => v.FuelType, (v, x) => v.FuelType = x, required: true),
        Integer("power", v => v.Power, (v, x) => v.Power = x, unit: "hp"),
        Word<TransmissionType>("transmissionType", v => v.TransmissionType, (v, x) => v.TransmissionType = x, required: true),
        Word<DriveWheels>("driveWheels", v => v.DriveWheels, (v, x) => v.DriveWheels = x, required: true),
        Word<BodyType>("type", v => v.Type, (v, x) => v.Type = x, required: true),
        Word<CarClass>("carClass", v => v.CarClass, (v, x) => v.CarClass = x),
        Integer("doors", v => v.Doors, (v, x) => v.Doors = x),
        Text("color", v => v.Color, (v, x) => v.Color = x, required: true),
        Date("availableFrom", v => v.AvailableFrom, (v, x) => v.AvailableFrom = x),
        Date("firstRegistrationDate", v => v.FirstRegistrationDate, (v, x) => v.FirstRegistrationDate = x),
        Text("description", v => v.Description, (v, x) => v.Description = x),
        Money("pricing_listPrice", "pricing.listPrice", v => v.ListPrice, (v, x) => v.ListPrice = x, required: true),
        Money("pricing_salesPrice", "pricing.salesPrice", v => v.SalesPrice, (v, x) => v.SalesPrice = x, required: true),
        Money("pricing_miniPrice", null, v => v.MiniPrice, (v, x) => v.MiniPrice = x),
        Location("locationId", v => v.LocationId, (v, x) => v.LocationId = x),
        Text("segment", v => v.Segment, (v, x) => v.Segment = x, own: true),
        Text("registrationNumber", v => v.RegistrationNumber, (v, x) => v.RegistrationNumber = x, own: true),
    ];

    /// <summary>The fields that are sent, in the order in which they are sent.</summary>
    public static readonly ImmutableArray<VehicleField> Sent = [.. All.Where(field => field.ApiName is not null)];

    /// <summary>The fields that the API requires.</summary>
    public static readonly ImmutableArray<VehicleField> Required = [.. All.Where(field => field.IsRequired)];

    private static readonly Dictionary<string, VehicleField> ByName =
        All.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The field of a property of <see cref="Vehicle"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public static VehicleField GetByName(string name) => ByName[name];

    private static VehicleField<string> Text(
        string name, Func<Vehicle, string?> get, Action<Vehicle, string?>? set, bool required = false, bool own = false) =>
        new(name, own ? null : name, FieldKind.Text, get, set, (w, x) => w.Text(x), e => e.GetString(), required, null);

    private static VehicleField<int?> Integer(
        string name, Func<Vehicle, int?> get, Action<Vehicle, int?> set, string? unit = null) =>
        new(name, name, FieldKind.Integer, get, set, (w, x) => w.Number(x!.Value), e => e.GetInt32(), false, unit);

    private static VehicleField<decimal?> Number(
        string name, Func<Vehicle, decimal?> get, Action<Vehicle, decimal?> set, bool required, string unit) =>
        new(name, name, FieldKind.Number, get, set, (w, x) => w.Number(Shortest(x!.Value)), e => e.GetDecimal(), required, unit);

    private static VehicleField<decimal?> Money(
        string name, string? apiName, Func<Vehicle, decimal?> get, Action<Vehicle, decimal?> set, bool required = false) =>
        new(name, apiName, FieldKind.Money, get, set, (w, x) => w.Quoted(Prices.Round(x!.Value), "F2"), e => decimal.Parse(e.GetString()!, CultureInfo.InvariantCulture), required, "PLN");

    private static VehicleField<DateOnly?> Date(string name, Func<Vehicle, DateOnly?> get, Action<Vehicle, DateOnly?> set) =>
        new(name, name, FieldKind.Date, get, set, (w, x) => w.Quoted(x!.Value, "O"), e => DateOnly.ParseExact(e.GetString()!, "O", CultureInfo.InvariantCulture), false, null);

    private static VehicleField<TEnum?> Word<TEnum>(
        string name, Func<Vehicle, TEnum?> get, Action<Vehicle, TEnum?> set, bool required = false)
        where TEnum : struct, Enum =>
        new(name, name, FieldKind.Word, vehicle => Known(get(vehicle)), set, (w, x) => w.Text(ApiWord<TEnum>.GetWord(x!.Value)), e => ApiWord<TEnum>.Parse(e.GetString()!), required, null);

    /// <summary>A number that is no member of the enumeration counts as not given. Somebody may have cast it.</summary>
    private static TEnum? Known<TEnum>(TEnum? value)
        where TEnum : struct, Enum =>
        value is { } given && ApiWord<TEnum>.IsKnown(given) ? value : null;

    private static VehicleField<Guid?> Location(string name, Func<Vehicle, Guid?> get, Action<Vehicle, Guid?> set) =>
        new(name, name, FieldKind.Location, get, set, (w, x) => w.Quoted(x!.Value, "D"), e => e.GetGuid(), false, null);

    /// <summary>Removes trailing zeros. 1591.00 and 1591 are the same capacity and must give the same payload.</summary>
    private static decimal Shortest(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(value, bits);
        var isShortest = value.Scale == 0 || (bits is [_, 0, 0, _] && (uint)bits[0] % 10 != 0);
        return isShortest ? value : value / 1.0000000000000000000000000000m;
    }
}
