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
    public static readonly ImmutableArray<VehicleField> All = Number(
    [
        DefineText("configurationNumber", v => v.ConfigurationNumber, null),
        DefineText("vin", v => v.Vin, null),
        DefineWord<Category>("category", v => v.Category, (v, x) => v.Category = x, required: true),
        DefineText("make", v => v.Make, (v, x) => v.Make = x, required: true),
        DefineText("model", v => v.Model, (v, x) => v.Model = x, required: true),
        DefineInteger("manufactureYear", v => v.ManufactureYear, (v, x) => v.ManufactureYear = x),
        DefineInteger("mileage", v => v.Mileage, (v, x) => v.Mileage = x, unit: "km"),
        DefineText("engineCode", v => v.EngineCode, (v, x) => v.EngineCode = x, required: true),
        DefineNumber("cubicCapacity", v => v.CubicCapacity, (v, x) => v.CubicCapacity = x, required: true, unit: "cm³"),
        DefineNumber("acceleration", v => v.Acceleration, (v, x) => v.Acceleration = x, required: true, unit: "s"),
        DefineWord<FuelType>("fuelType", v => v.FuelType, (v, x) => v.FuelType = x, required: true),
        DefineInteger("power", v => v.Power, (v, x) => v.Power = x, unit: "hp"),
        DefineWord<TransmissionType>("transmissionType", v => v.TransmissionType, (v, x) => v.TransmissionType = x, required: true),
        DefineWord<DriveWheels>("driveWheels", v => v.DriveWheels, (v, x) => v.DriveWheels = x, required: true),
        DefineWord<BodyType>("type", v => v.Type, (v, x) => v.Type = x, required: true),
        DefineWord<CarClass>("carClass", v => v.CarClass, (v, x) => v.CarClass = x),
        DefineInteger("doors", v => v.Doors, (v, x) => v.Doors = x),
        DefineText("color", v => v.Color, (v, x) => v.Color = x, required: true),
        DefineDate("availableFrom", v => v.AvailableFrom, (v, x) => v.AvailableFrom = x),
        DefineDate("firstRegistrationDate", v => v.FirstRegistrationDate, (v, x) => v.FirstRegistrationDate = x),
        DefineText("description", v => v.Description, (v, x) => v.Description = x),
        DefineMoney("pricing_listPrice", "pricing.listPrice", v => v.ListPrice, (v, x) => v.ListPrice = x, required: true),
        DefineMoney("pricing_salesPrice", "pricing.salesPrice", v => v.SalesPrice, (v, x) => v.SalesPrice = x, required: true),
        DefineMoney("pricing_miniPrice", null, v => v.MiniPrice, (v, x) => v.MiniPrice = x),
        DefineLocation("locationId", v => v.LocationId, (v, x) => v.LocationId = x),
        DefineText("segment", v => v.Segment, (v, x) => v.Segment = x, own: true),
        DefineText("registrationNumber", v => v.RegistrationNumber, (v, x) => v.RegistrationNumber = x, own: true),
    ]);

    /// <summary>The fields that are sent, in the order in which they are sent.</summary>
    public static readonly ImmutableArray<VehicleField> Sent = [.. All.Where(field => field.ApiName is not null)];

    /// <summary>The fields that the API requires.</summary>
    public static readonly ImmutableArray<VehicleField> Required = [.. All.Where(field => field.IsRequired)];

    private static readonly Dictionary<string, VehicleField> ByName =
        All.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the field of a property of <see cref="Vehicle"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public static VehicleField GetByName(string name) => ByName[name];

    private static ImmutableArray<VehicleField> Number(ImmutableArray<VehicleField> fields)
    {
        for (var index = 0; index < fields.Length; index++)
            fields[index].Index = index;
        return fields;
    }

    private static VehicleField<string> DefineText(
        string name, Func<Vehicle, string?> get, Action<Vehicle, string?>? set, bool required = false, bool own = false) =>
        new(name, own ? null : name, FieldKind.Text, get, set, (w, x) => w.WriteText(x), e => e.GetString(), required, null);

    private static VehicleField<int?> DefineInteger(
        string name, Func<Vehicle, int?> get, Action<Vehicle, int?> set, string? unit = null) =>
        new(name, name, FieldKind.Integer, get, set, (w, x) => w.WriteNumber(x!.Value), e => e.GetInt32(), false, unit);

    private static VehicleField<decimal?> DefineNumber(
        string name, Func<Vehicle, decimal?> get, Action<Vehicle, decimal?> set, bool required, string unit) =>
        new(name, name, FieldKind.Number, get, set, (w, x) => w.WriteNumber(RemoveTrailingZeros(x!.Value)), e => e.GetDecimal(), required, unit);

    private static VehicleField<decimal?> DefineMoney(
        string name, string? apiName, Func<Vehicle, decimal?> get, Action<Vehicle, decimal?> set, bool required = false) =>
        new(name, apiName, FieldKind.Money, get, set, (w, x) => w.WriteQuoted(Prices.Round(x!.Value), "F2"), e => decimal.Parse(e.GetString()!, CultureInfo.InvariantCulture), required, "PLN");

    private static VehicleField<DateOnly?> DefineDate(string name, Func<Vehicle, DateOnly?> get, Action<Vehicle, DateOnly?> set) =>
        new(name, name, FieldKind.Date, get, set, (w, x) => w.WriteQuoted(x!.Value, "O"), e => DateOnly.ParseExact(e.GetString()!, "O", CultureInfo.InvariantCulture), false, null);

    private static VehicleField<TEnum?> DefineWord<TEnum>(
        string name, Func<Vehicle, TEnum?> get, Action<Vehicle, TEnum?> set, bool required = false)
        where TEnum : struct, Enum =>
        new(name, name, FieldKind.Word, vehicle => DropUnknown(get(vehicle)), set, (w, x) => w.WriteText(ApiWord<TEnum>.GetWord(x!.Value)), e => ApiWord<TEnum>.Parse(e.GetString()!), required, null);

    /// <summary>Returns null for a number that is not a member of the enumeration. A script can create such a value with a cast.</summary>
    private static TEnum? DropUnknown<TEnum>(TEnum? value)
        where TEnum : struct, Enum =>
        value is { } given && ApiWord<TEnum>.IsKnown(given) ? value : null;

    private static VehicleField<Guid?> DefineLocation(string name, Func<Vehicle, Guid?> get, Action<Vehicle, Guid?> set) =>
        new(name, name, FieldKind.Location, get, set, (w, x) => w.WriteQuoted(x!.Value, "D"), e => e.GetGuid(), false, null);

    /// <summary>Removes trailing zeros. 1591.00 and 1591 are the same capacity and must give the same payload.</summary>
    private static decimal RemoveTrailingZeros(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(value, bits);
        var isShortest = value.Scale == 0 || (bits is [_, 0, 0, _] && (uint)bits[0] % 10 != 0);
        return isShortest ? value : value / 1.0000000000000000000000000000m;
    }
}
