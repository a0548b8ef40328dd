using System.Globalization;
using System.Runtime.CompilerServices;
using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Profiles;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Converts one row to a vehicle or to the list of the row's faults. Assumptions become warnings of the vehicle.</summary>
internal sealed class RowNormalizer
{
    private const int LongestRawRow = 4000;
    private const string NoEngineCode = "The file has no engine code; '-' is listed.";
    private const string NoAcceleration = "The file has no acceleration; 0 is listed.";
    private const string NoCapacity = "The file has no engine capacity, and the fuel needs none; 0 is listed.";

    private readonly StockFile _file;
    private readonly StockReaderOptions _options;
    private readonly ColumnMap _columns;
    private readonly ColumnReader?[] _readers;
    private readonly RowNotes _notes = new();
    private readonly DateOnly _today;
    private string? _number;

    public RowNormalizer(StockFile file, ColumnMap columns, StockReaderOptions options)
    {
        _file = file;
        _options = options;
        _columns = columns;
        _readers = new ColumnReader?[columns.Count];
        for (var column = 0; column < _readers.Length; column++)
            _readers[column] = columns.Fields[column] is { } field ? ColumnReader.CreateFor(field, options) : null;
        Key = new RowKey(columns, options.Profile, options.Limits);
        _today = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
    }

    /// <summary>The key of the row that was read last.</summary>
    public RowKey Key { get; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public StockRow Read(CsvRow row)
    {
        _notes.Clear();
        _number = null;
        var kind = Key.Read(row);
        if (IsBroken(row))
            return Reject(row);

        NoteKey(row, kind);
        _number = ReadNumber(row, kind);
        var vehicle = new Vehicle(kind == RowKeyKind.Vin ? new string(Key.Value) : null, _number, _file, row.Line);

        for (var column = 0; column < _readers.Length; column++)
        {
            if (_readers[column] is not { } reader)
                continue;
            var text = _options.Profile.TrimOrEmpty(row.GetField(column));
            if (text.Length > _options.Limits.FieldLength)
                _notes.AddFault(reader.Field, "TooLong", text, string.Create(CultureInfo.InvariantCulture, $"is {text.Length} characters long; accepted: {_options.Limits.FieldLength} at most"));
            else if (!text.IsEmpty)
                reader.Read(text, vehicle, _notes);
        }

        Complete(vehicle);
        VehicleValidator.Validate(vehicle, _today, ref _notes.Faults);
        return _notes.Faults is null ? StockRow.FromVehicle(vehicle, KeyHash.Compute(Key.Value)) : Reject(row);
    }

    /// <summary>Rejects the row that was read last, because other rows with the same key differ from it.</summary>
    public StockRow RejectRepeated(CsvRow row, RepeatedKey repeated)
    {
        var field = VehicleFields.GetByName(Key.Value[0] == '#' ? nameof(Vehicle.ConfigurationNumber) : nameof(Vehicle.Vin));
        var shown = new string(Key.Value).TrimStart('#');
        _notes.AddFault(new FieldFault(field, "RepeatedKey", shown, string.Create(
            CultureInfo.InvariantCulture,
            $"{field.CsvName} '{shown}' is in the file {repeated.Count} times, on lines {repeated.Lines}, with different or faulty contents; accepted: one row, or the same row again.")));
        return Reject(row);
    }

    private StockRow Reject(CsvRow row)
    {
        var key = Key.Value.IsEmpty ? (VehicleKey?)null : new VehicleKey(new string(Key.Value));
        return StockRow.FromError(new RowError(_file, row.Line, key, _number, _notes.Faults!, PlainText.ToVisible(row.Raw, LongestRawRow)));
    }

    private bool IsBroken(CsvRow row)
    {
        var wrong = row.Flaw switch
        {
            RowFlaw.TextBehindQuote => ("TextBehindQuote", "there is text after a closing quote; a quote inside a quoted value must be written twice."),
            RowFlaw.OpenQuote => ("OpenQuote", "a quote is opened and never closed; the rest of the file was read as part of this value."),
            RowFlaw.RowsInQuotes => ("RowsInQuotes", "a quoted value holds whole rows; a quote before them was left open."),
            _ when row.FieldCount != _columns.Count => ("WrongColumnCount", string.Create(
                CultureInfo.InvariantCulture,
                $"the row has {row.FieldCount} values, the header has {_columns.Count}; a value with a delimiter or a line break in it must be in quotes.")),
            _ => default,
        };
        if (wrong.Item1 is null)
            return false;
        _notes.AddFault(new FieldFault(null, wrong.Item1, null, "The row is broken: " + wrong.Item2));
        return true;
    }

    private void NoteKey(CsvRow row, RowKeyKind kind)
    {
        if (kind == RowKeyKind.BadVin)
            _notes.AddFault(VehicleFields.GetByName(nameof(Vehicle.Vin)), "BadVin", row.GetField(_columns.Vin), "is not a VIN; accepted: 17 of A–Z and 0–9 without I, O and Q, or nothing");
    }

    private string? ReadNumber(CsvRow row, RowKeyKind kind)
    {
        if (kind == RowKeyKind.Number)
            return new string(Key.Value[1..]);
        if (_columns.ConfigurationNumber < 0)
            return null;
        var text = _options.Profile.TrimOrEmpty(row.GetField(_columns.ConfigurationNumber));
        if (text.IsEmpty)
            return null;
        if (Key.TryNormalizeNumber(text, out var number))
            return number;
        _notes.AddFault(VehicleFields.GetByName(nameof(Vehicle.ConfigurationNumber)), "BadConfigurationNumber", text, string.Create(
            CultureInfo.InvariantCulture,
            $"can't identify a vehicle; accepted: up to {_options.Limits.KeyLength} characters without control characters"));
        return null;
    }

    private void Complete(Vehicle vehicle)
    {
        if (vehicle.Doors == 0)
            vehicle.Doors = null;
        if (vehicle.EngineCode is null)
        {
            vehicle.EngineCode = "-";
            vehicle.Warn(NoEngineCode);
        }

        if (vehicle.Acceleration is null && !HasFault(nameof(Vehicle.Acceleration)))
        {
            vehicle.Acceleration = 0;
            vehicle.Warn(NoAcceleration);
        }

        if (vehicle.CubicCapacity is null && vehicle.FuelType is FuelType.Electric or FuelType.Hydrogen && !HasFault(nameof(Vehicle.CubicCapacity)))
        {
            vehicle.CubicCapacity = 0;
            vehicle.Warn(NoCapacity);
        }

        if (_notes.BodyWord is { } coupe)
            vehicle.Warn($"Izzylease has no '{coupe}'; {_options.Profile.CoupeType} is listed.");
        vehicle.CarClass ??= CarClassRule.Infer(vehicle, _notes.Trait == WordTrait.Coupe, _notes.Trait == WordTrait.Minivan);
    }

    private bool HasFault(string name) => _notes.Faults?.Exists(fault => fault.Field?.Name == name) == true;
}
