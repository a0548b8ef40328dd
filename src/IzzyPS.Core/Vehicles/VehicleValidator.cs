using System.Globalization;

namespace IzzyPS.Vehicles;

/// <summary>Checks the rules that a vehicle must meet to be listed. The same rules are checked after a file is read and before planning.</summary>
internal static class VehicleValidator
{
    private const int FirstYear = 1885; // Benz's Patent-Motorwagen.
    private const int YearsAhead = 20; // Some systems write a date further ahead for "never".
    private const decimal LeastCapacity = 50; // The smallest car engines have over 100 cm³. A number below is a capacity in litres.

    private static readonly VehicleField Capacity = VehicleFields.GetByName(nameof(Vehicle.CubicCapacity));
    private static readonly VehicleField Registration = VehicleFields.GetByName(nameof(Vehicle.FirstRegistrationDate));
    private static readonly VehicleField Mileage = VehicleFields.GetByName(nameof(Vehicle.Mileage));
    private static readonly VehicleField Power = VehicleFields.GetByName(nameof(Vehicle.Power));
    private static readonly VehicleField Doors = VehicleFields.GetByName(nameof(Vehicle.Doors));
    private static readonly VehicleField Acceleration = VehicleFields.GetByName(nameof(Vehicle.Acceleration));
    private static readonly VehicleField ListPrice = VehicleFields.GetByName(nameof(Vehicle.ListPrice));
    private static readonly VehicleField SalesPrice = VehicleFields.GetByName(nameof(Vehicle.SalesPrice));
    private static readonly VehicleField MiniPrice = VehicleFields.GetByName(nameof(Vehicle.MiniPrice));
    private static readonly VehicleField Year = VehicleFields.GetByName(nameof(Vehicle.ManufactureYear));

    /// <summary>The prices that can be written. An implausible price within this range is no fault here, see <see cref="FindImplausiblePrice"/>.</summary>
    private static readonly FieldRange AnyPrice = new(0.01m, 100_000_000m);

    /// <summary>Adds every fault of a vehicle to <paramref name="faults"/>.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="faults">Receives the faults; the list is created for the first fault.</param>
    /// <param name="today">The day of the check. The year of manufacture is at most the year after it.</param>
    public static void Validate(Vehicle vehicle, DateOnly today, ref List<FieldFault>? faults)
    {
        if (vehicle.Key is null && !HasFault(faults, VehicleFields.GetByName(nameof(Vehicle.Vin))))
            Add(ref faults, null, "NoKey", null, "The vehicle has neither a VIN nor a configuration number; one of them is needed to identify the vehicle.");

        foreach (var field in VehicleFields.Required)
        {
            if (field.IsEmpty(vehicle) && !HasFault(faults, field))
                Add(ref faults, field, "Required", null, $"{field.CsvName} is required by Izzylease and is empty.");
        }

        CheckRanges(vehicle, vehicle.File?.Ranges ?? FieldRanges.Default, today, ref faults);
    }

    /// <summary>Adds the faults of the values that a vehicle has.</summary>
    public static void CheckRanges(Vehicle vehicle, FieldRanges ranges, DateOnly today, ref List<FieldFault>? faults)
    {
        if (vehicle.ManufactureYear is { } year && (year < FirstYear || year > today.Year + 1))
            AddOutOfRange(ref faults, Year, year, new FieldRange(FirstYear, today.Year + 1));
        CheckRange(ref faults, Mileage, vehicle.Mileage, ranges);
        CheckRange(ref faults, Power, vehicle.Power, ranges);
        CheckRange(ref faults, Doors, vehicle.Doors, ranges);
        CheckRange(ref faults, Capacity, vehicle.CubicCapacity, ranges);
        CheckRange(ref faults, Acceleration, vehicle.Acceleration, ranges);
        CheckRange(ref faults, ListPrice, vehicle.ListPrice, AnyPrice);
        CheckRange(ref faults, SalesPrice, vehicle.SalesPrice, AnyPrice);
        CheckRange(ref faults, MiniPrice, vehicle.MiniPrice, ranges);
        CheckCapacity(ref faults, vehicle);
        CheckRange(ref faults, nameof(Vehicle.AvailableFrom), vehicle.AvailableFrom, today);
        CheckRange(ref faults, nameof(Vehicle.FirstRegistrationDate), vehicle.FirstRegistrationDate, today);
        if (vehicle.FirstRegistrationDate > today.AddDays(1) && !HasFault(faults, Registration)) // East of Greenwich it may be tomorrow.
        {
            var raw = vehicle.FirstRegistrationDate.Value.ToString("O", CultureInfo.InvariantCulture);
            Add(ref faults, Registration, "FutureRegistration", raw, string.Create(
                CultureInfo.InvariantCulture, $"{Registration.CsvName} is {raw}, which is in the future; accepted: a day up to {today:O}."));
        }
    }

    /// <summary>
    /// Says which price of a vehicle is implausible; null where both are plausible. The plan decides what follows: a new car is an error, and a listed
    /// car keeps its price while its other fields go on.
    /// </summary>
    public static string? FindImplausiblePrice(Vehicle vehicle)
    {
        List<FieldFault>? faults = null;
        var ranges = vehicle.File?.Ranges ?? FieldRanges.Default;
        CheckRange(ref faults, ListPrice, vehicle.ListPrice, ranges);
        CheckRange(ref faults, SalesPrice, vehicle.SalesPrice, ranges);
        return faults is null ? null : string.Join(" ", faults.Select(fault => fault.Message));
    }

    /// <summary>Checks that a car with an engine that burns fuel has a capacity in cm³.</summary>
    private static void CheckCapacity(ref List<FieldFault>? faults, Vehicle vehicle)
    {
        if (vehicle.CubicCapacity is not { } capacity || capacity >= LeastCapacity || HasFault(faults, Capacity))
            return;
        if (vehicle.FuelType is FuelType.Electric or FuelType.Hydrogen || (vehicle.FuelType is null && capacity == 0))
            return;
        var raw = capacity.ToString(CultureInfo.InvariantCulture);
        Add(ref faults, Capacity, "CapacityInLitres", raw, string.Create(
            CultureInfo.InvariantCulture,
            $"cubicCapacity is {raw} cm³, which is no engine that burns fuel; accepted: cm³, such as 1598. If the file has litres, set the unit l in the partner's profile."));
    }

    private static void CheckRange(ref List<FieldFault>? faults, VehicleField field, int? value, FieldRanges ranges)
    {
        if (value is { } number && ranges.Find(field) is { } range && !range.Contains(number))
            AddOutOfRange(ref faults, field, number, range);
    }

    private static void CheckRange(ref List<FieldFault>? faults, VehicleField field, decimal? value, FieldRanges ranges)
    {
        if (ranges.Find(field) is { } range)
            CheckRange(ref faults, field, value, range);
    }

    private static void CheckRange(ref List<FieldFault>? faults, VehicleField field, decimal? value, FieldRange range)
    {
        if (value is { } number && !range.Contains(number))
            AddOutOfRange(ref faults, field, number, range);
    }

    private static void CheckRange(ref List<FieldFault>? faults, string name, DateOnly? value, DateOnly today)
    {
        if (value is not { } day || (day.Year >= FirstYear && day <= today.AddYears(YearsAhead)))
            return;
        var field = VehicleFields.GetByName(name);
        var raw = day.ToString("O", CultureInfo.InvariantCulture);
        Add(ref faults, field, WarningCode.OutOfRange, raw, string.Create(
            CultureInfo.InvariantCulture, $"{field.CsvName} is {raw}; accepted: {FirstYear}-01-01 to {today.AddYears(YearsAhead):O}."));
    }

    private static void AddOutOfRange(ref List<FieldFault>? faults, VehicleField field, decimal value, FieldRange range)
    {
        var raw = value.ToString(CultureInfo.InvariantCulture);
        Add(ref faults, field, WarningCode.OutOfRange, raw, string.Create(
            CultureInfo.InvariantCulture,
            $"{field.CsvName} is {raw}{FormatUnit(field)}; accepted: {range.Least} to {range.Most}{FormatUnit(field)}."));
    }

    private static string FormatUnit(VehicleField field) => field.Unit is null ? string.Empty : " " + field.Unit;

    private static bool HasFault(List<FieldFault>? faults, VehicleField field) => faults?.Exists(fault => fault.Field == field) == true;

    private static void Add(ref List<FieldFault>? faults, VehicleField? field, string code, string? raw, string message) =>
        (faults ??= []).Add(new FieldFault(field, code, raw, message));
}
