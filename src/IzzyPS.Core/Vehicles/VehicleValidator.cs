using System.Globalization;
using System.Runtime.CompilerServices;

namespace IzzyPS.Vehicles;

/// <summary>Checks the rules that a vehicle must meet to be listed. The same rules are checked after a file is read and before planning.</summary>
internal static class VehicleValidator
{
    private const int FirstYear = 1885; // Benz's Patent-Motorwagen.
    private const int YearsAhead = 20; // Some systems write a date further ahead for "never".
    private const decimal HighestPrice = 100_000_000m;

    /// <summary>Adds every fault of a vehicle to <paramref name="faults"/>.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="faults">Receives the faults; the list is created for the first fault.</param>
    /// <param name="today">The day of the check. The year of manufacture is at most the year after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public static void Validate(Vehicle vehicle, DateOnly today, ref List<FieldFault>? faults)
    {
        if (vehicle.Key is null && !HasFault(faults, VehicleFields.GetByName(nameof(Vehicle.Vin))))
            Add(ref faults, null, "NoKey", null, "The vehicle has neither a VIN nor a configuration number; one of them is needed to identify the vehicle.");

        foreach (var field in VehicleFields.Required)
        {
            if (field.IsEmpty(vehicle) && !HasFault(faults, field))
                Add(ref faults, field, "Required", null, $"{field.CsvName} is required by Izzylease and is empty.");
        }

        CheckRange(ref faults, nameof(Vehicle.ManufactureYear), vehicle.ManufactureYear, FirstYear, today.Year + 1);
        CheckRange(ref faults, nameof(Vehicle.Mileage), vehicle.Mileage, 0, 5_000_000);
        CheckRange(ref faults, nameof(Vehicle.Power), vehicle.Power, 0, 5_000);
        CheckRange(ref faults, nameof(Vehicle.Doors), vehicle.Doors, 0, 9);
        CheckRange(ref faults, nameof(Vehicle.CubicCapacity), vehicle.CubicCapacity, 0, 100_000);
        CheckRange(ref faults, nameof(Vehicle.Acceleration), vehicle.Acceleration, 0, 1_000);
        CheckRange(ref faults, nameof(Vehicle.ListPrice), vehicle.ListPrice, 0.01m, HighestPrice);
        CheckRange(ref faults, nameof(Vehicle.SalesPrice), vehicle.SalesPrice, 0.01m, HighestPrice);
        CheckRange(ref faults, nameof(Vehicle.MiniPrice), vehicle.MiniPrice, 0, HighestPrice);
        CheckRange(ref faults, nameof(Vehicle.AvailableFrom), vehicle.AvailableFrom, today);
        CheckRange(ref faults, nameof(Vehicle.FirstRegistrationDate), vehicle.FirstRegistrationDate, today);
    }

    private static void CheckRange(ref List<FieldFault>? faults, string name, int? value, int least, int most)
    {
        if (value is { } number && (number < least || number > most))
            AddOutOfRange(ref faults, name, number, least, most);
    }

    private static void CheckRange(ref List<FieldFault>? faults, string name, decimal? value, decimal least, decimal most)
    {
        if (value is { } number && (number < least || number > most))
            AddOutOfRange(ref faults, name, number, least, most);
    }

    private static void CheckRange(ref List<FieldFault>? faults, string name, DateOnly? value, DateOnly today)
    {
        if (value is not { } day || (day.Year >= FirstYear && day <= today.AddYears(YearsAhead)))
            return;
        var field = VehicleFields.GetByName(name);
        var raw = day.ToString("O", CultureInfo.InvariantCulture);
        Add(ref faults, field, "OutOfRange", raw, string.Create(
            CultureInfo.InvariantCulture, $"{field.CsvName} is {raw}; accepted: {FirstYear}-01-01 to {today.AddYears(YearsAhead):O}."));
    }

    private static void AddOutOfRange(ref List<FieldFault>? faults, string name, decimal value, decimal least, decimal most)
    {
        var field = VehicleFields.GetByName(name);
        var raw = value.ToString(CultureInfo.InvariantCulture);
        Add(ref faults, field, "OutOfRange", raw, string.Create(
            CultureInfo.InvariantCulture,
            $"{field.CsvName} is {raw}{FormatUnit(field)}; accepted: {least} to {most}{FormatUnit(field)}."));
    }

    private static string FormatUnit(VehicleField field) => field.Unit is null ? string.Empty : " " + field.Unit;

    private static bool HasFault(List<FieldFault>? faults, VehicleField field) => faults?.Exists(fault => fault.Field == field) == true;

    private static void Add(ref List<FieldFault>? faults, VehicleField? field, string code, string? raw, string message) =>
        (faults ??= []).Add(new FieldFault(field, code, raw, message));
}
