using System.Text;
using IzzyPS.Vehicles;

namespace IzzyPS.Soak.Fuzz;

/// <summary>Checks the result of reading any file: the file is read to its end or refused, and each row is a vehicle, a repeat or an error.</summary>
internal static class FuzzCheck
{
    /// <summary>Finds a fault of the result. Returns null when there is none.</summary>
    internal static string? FindFault(StockFile file, IReadOnlyList<Vehicle> vehicles, IReadOnlyList<RowError> errors, DateOnly today)
    {
        if (!file.IsReadToEnd)
        {
            return !file.Faults.Any(fault => fault.IsFatal) ? "the file was not read to its end, and no fault says why"
                : vehicles.Count + errors.Count > 0 ? "the file was refused, and rows of it were returned"
                : null;
        }

        if (file.RowCount != vehicles.Count + errors.Count + file.RowsRepeated)
            return $"of {file.RowCount} rows {vehicles.Count} are vehicles, {errors.Count} errors and {file.RowsRepeated} repeats";
        if (file.RowsValid != vehicles.Count || file.RowsRejected != errors.Count || file.RowsWithoutKey != errors.Count(error => error.Key is null))
            return "the counts of the file differ from its rows";
        if (errors.Any(error => error.Faults.Count == 0 || error.Line < 2))
            return "an error has no text or no place";
        if (vehicles.Select(vehicle => vehicle.Key!.Value).Distinct().Count() != vehicles.Count)
            return "two vehicles have the same key";
        if (vehicles.Any(vehicle => errors.Any(error => error.Key == vehicle.Key)))
            return "a vehicle is both valid and rejected";
        return vehicles.Select(vehicle => FindFault(vehicle, today)).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>
    /// Finds the VIN of a car that is in the file as a value, and that the reader neither returned nor reported. The planner would take the
    /// car for gone. Returns null when there is no such car, and for a doubtful file, which closes nothing.
    /// </summary>
    internal static string? FindLostVin(StockFile file, IReadOnlyList<Vehicle> vehicles, IReadOnlyList<RowError> errors, string text, IEnumerable<string> vins)
    {
        if (!file.IsReadToEnd || file.Faults.Count > 0 || file.RowsWithoutKey > 0)
            return null;
        var known = vehicles.Select(vehicle => vehicle.Vin).Concat(file.RejectedKeys).ToHashSet(StringComparer.OrdinalIgnoreCase);
        HashSet<string>? values = null;
        string? said = null;
        return vins.FirstOrDefault(vin => Vin.TryParse(vin, out var inOneForm)
            && !known.Contains(inOneForm)
            && (values ??= GetVins(text, file.Delimiter!.Value)).Contains(inOneForm)
            && !(said ??= JoinTexts(file, vehicles, errors)).Contains(vin, StringComparison.OrdinalIgnoreCase));
    }

    private static HashSet<string> GetVins(string text, char delimiter) =>
        [.. text.Split([delimiter, '\n', '\r']).Select(cell => Vin.TryParse(cell.AsSpan().Trim(" \""), out var vin) ? vin : string.Empty)];

    /// <summary>Finds a fault of an error report. Returns null when there is none.</summary>
    internal static string? FindReportFault(string report, int faults)
    {
        var lines = report.Split("\r\n");
        if (lines.Length != faults + 2 || lines[^1].Length > 0)
            return $"the report has {lines.Length - 2} lines for {faults} faults";
        foreach (var line in lines[1..^1])
        {
            if (line.Count(character => character == '"') % 2 != 0)
                return $"the report has a line with an open quote: {line}";
            if (line.Any(char.IsControl))
                return $"the report has a control character: {line}";
            if (line.Split("\",\"").Any(cell => cell.TrimStart('"', ' ') is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..]))
                return $"the report has a formula: {line}";
        }

        return null;
    }

    /// <summary>Joins all texts that the reader made from the file. A mutation may have moved a VIN into another column or into the header.</summary>
    private static string JoinTexts(StockFile file, IReadOnlyList<Vehicle> vehicles, IReadOnlyList<RowError> errors)
    {
        var said = new StringBuilder();
        foreach (var vehicle in vehicles)
        {
            foreach (var field in VehicleFields.All)
                said.Append(field.Get(vehicle)).Append('\n');
            said.AppendJoin('\n', vehicle.Warnings).Append('\n');
        }

        foreach (var error in errors)
            said.Append(error.RawRow).Append('\n').Append(error.Message).Append('\n');
        return said.AppendJoin('\n', file.Headers).ToString();
    }

    private static string? FindFault(Vehicle vehicle, DateOnly today)
    {
        List<FieldFault>? faults = null;
        VehicleValidator.Validate(vehicle, today, ref faults);
        if (faults is not null)
            return $"a vehicle is not valid: {faults[0].Message}";
        if (VehicleFields.All.Any(field => field.Get(vehicle) is string text && text.Any(character => char.IsControl(character) && character != '\n')))
            return "a vehicle has a control character";
        _ = CarPayload.CreateFromVehicle(vehicle);
        return null;
    }
}
