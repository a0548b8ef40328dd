using System.Globalization;
using System.Runtime.CompilerServices;
using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Converts one row to a vehicle or to the list of the row's faults. Assumptions become warnings of the vehicle.</summary>
internal sealed class RowNormalizer
{
    /// <summary>The code of the fault of a row with another number of values than the header.</summary>
    public const string WrongColumnCount = "WrongColumnCount";

    private const int LongestRawRow = 4000;

    private static readonly VehicleField EngineCode = VehicleFields.GetByName(nameof(Vehicle.EngineCode));
    private static readonly VehicleField Acceleration = VehicleFields.GetByName(nameof(Vehicle.Acceleration));
    private static readonly VehicleField Capacity = VehicleFields.GetByName(nameof(Vehicle.CubicCapacity));
    private static readonly VehicleField Registration = VehicleFields.GetByName(nameof(Vehicle.FirstRegistrationDate));
    private static readonly VehicleField Body = VehicleFields.GetByName(nameof(Vehicle.Type));

    private static readonly Vehicle Nothing = new();

    private readonly StockFile _file;
    private readonly StockReaderOptions _options;
    private readonly ColumnMap _columns;
    private readonly ColumnReader?[] _readers;
    private readonly (ColumnReader Reader, string Text)[] _constants;
    private readonly RowNotes _notes;
    private readonly StatusReader? _status;
    private readonly DateOnly _today;
    private string? _number;

    public RowNormalizer(StockFile file, ColumnMap columns, StockReaderOptions options)
    {
        _file = file;
        _options = options;
        _columns = columns;
        _readers = new ColumnReader?[columns.Count];
        for (var column = 0; column < _readers.Length; column++)
            _readers[column] = columns.Fields[column] is { } field ? ColumnReader.CreateFor(field, options, columns.GetUnit(column)) : null;
        _constants = [.. columns.Constants.Select(field => (ColumnReader.CreateFor(field, options)!, options.Profile.Constants[field.CsvName]))];
        _notes = new RowNotes(options.Profile.IsStrict);
        _status = options.Profile.Status is { } status && columns.Status >= 0 ? new StatusReader(status) : null;
        Key = new RowKey(columns, options.Profile, options.Limits);
        _today = DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime);
    }

    /// <summary>The key of the row that was read last.</summary>
    public RowKey Key { get; }

    /// <summary>Converts a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="mayBeCut">Whether the row is the file's last row and shorter than the rows of the file usually are. Then the row must have all columns.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public StockRow Read(CsvRow row, bool mayBeCut)
    {
        _notes.Clear();
        _number = null;
        var kind = Key.Read(row);
        if (IsBroken(row, mayBeCut))
            return Reject(row);

        NoteKey(row, kind);
        _number = ReadNumber(row, kind);
        var vehicle = new Vehicle(kind == RowKeyKind.Vin ? new string(Key.Value) : null, _number, _file, row.Line);
        vehicle.MarkUnknown(_columns.Unknown);
        _notes.Begin(vehicle);
        if (Key.HasSpreadsheetError)
            NoteSpreadsheetKeys(row);

        var columns = Math.Min(_readers.Length, row.FieldCount); // A short row lacks only optional values.
        for (var column = 0; column < columns; column++)
        {
            if (_readers[column] is not { } reader)
                continue;
            var text = _options.Profile.TrimOrEmpty(row.GetField(column));
            if (text.Length > _options.Limits.FieldLength)
                _notes.AddFault(reader.Field, "TooLong", text, string.Create(CultureInfo.InvariantCulture, $"is {text.Length} characters long; accepted: {_options.Limits.FieldLength} at most"));
            else if (!text.IsEmpty)
                Read(reader, text, vehicle);
        }

        foreach (var (reader, text) in _constants)
            reader.Read(text, vehicle, _notes);
        if (_columns.Status < row.FieldCount)
            _status?.Read(row.GetField(_columns.Status), vehicle, _notes);

        Complete(vehicle);
        VehicleValidator.Validate(vehicle, _today, ref _notes.Faults);
        if (_notes.Faults is { } faults)
            ForgiveFaults(vehicle, faults);
        return _notes.Faults is null ? StockRow.FromVehicle(vehicle, KeyHash.Compute(Key.Value)) : Reject(row);
    }

    private void Read(ColumnReader reader, ReadOnlySpan<char> text, Vehicle vehicle)
    {
        if (!SpreadsheetText.IsError(text))
            reader.Read(text, vehicle, _notes);
        else if (reader.Field.IsOptional)
            _notes.WarnNotGiven(reader.Field, WarningCode.SpreadsheetError, text, "is an error of a spreadsheet");
        else
            _notes.AddFault(reader.Field, WarningCode.SpreadsheetError, text, "is an error of a spreadsheet and no value; correct the formula");
    }

    /// <summary>Warns of a spreadsheet's error in the place of a VIN or a configuration number. The row has a key from the other column.</summary>
    private void NoteSpreadsheetKeys(CsvRow row)
    {
        foreach (var column in (ReadOnlySpan<int>)[_columns.Vin, _columns.ConfigurationNumber])
        {
            if (column < 0)
                continue;
            var text = _options.Profile.TrimOrEmpty(row.GetField(column));
            if (SpreadsheetText.IsError(text))
                _notes.WarnNotGiven(_columns.Fields[column]!, WarningCode.SpreadsheetError, text, "is an error of a spreadsheet");
            else if (column == _columns.ConfigurationNumber && NumberFold.IsRounded(text))
                _notes.WarnNotGiven(_columns.Fields[column]!, WarningCode.RoundedNumber, text, "was rounded by a spreadsheet");
        }
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

    private bool IsBroken(CsvRow row, bool mayBeCut)
    {
        var wrong = row.Flaw switch
        {
            RowFlaw.TextBehindQuote => ("TextBehindQuote", "there is text after a closing quote; a quote inside a quoted value must be written twice."),
            RowFlaw.OpenQuote => ("OpenQuote", "a quote is opened and never closed; the rest of the file was read as part of this value."),
            RowFlaw.RowsInQuotes => ("RowsInQuotes", "a quoted value holds whole rows; a quote before them was left open."),
            _ when row.FieldCount != _columns.Count && (mayBeCut || !_columns.Fits(row.FieldCount) || !ShortRow.IsWhole(row, _columns, _options.Profile)) => (WrongColumnCount, string.Create(
                CultureInfo.InvariantCulture,
                $"the row has {row.FieldCount} values, the header has {_columns.Count}; a value with a delimiter or a line break in it must be in quotes.")),
            _ when row.Raw.Contains(CsvRow.Undecodable) => ("NotDecodable", $"it holds bytes that are no characters in {_file.Encoding}, so letters would be missing; send the file in one encoding."),
            _ => default,
        };
        if (wrong.Item1 is null)
            return false;
        if (wrong.Item1 == WrongColumnCount)
            _ = Key.ReadBroken(row); // A row that lost a value may have its VIN in another column.
        _notes.AddFault(new FieldFault(null, wrong.Item1, null, "The row is broken: " + wrong.Item2));
        return true;
    }

    private void NoteKey(CsvRow row, RowKeyKind kind)
    {
        if (kind != RowKeyKind.BadVin)
            return;
        var text = Key.GetValue(row, _columns.Vin);
        _notes.AddFault(VehicleFields.GetByName(nameof(Vehicle.Vin)), "BadVin", text, $"is not a VIN: it {Vin.Describe(text)}; accepted: 17 of A–Z and 0–9 without I, O and Q, or nothing");
    }

    private string? ReadNumber(CsvRow row, RowKeyKind kind)
    {
        if (kind == RowKeyKind.Number)
            return new string(Key.Value[1..]);
        if (_columns.ConfigurationNumber < 0)
            return null;
        var text = Key.GetValue(row, _columns.ConfigurationNumber);
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
        if (vehicle.Power == 0)
            vehicle.Power = null;
        if (vehicle.ManufactureYear == 0)
            vehicle.ManufactureYear = null;
        if (vehicle.EngineCode is null)
        {
            vehicle.EngineCode = "-";
            NotePlaceholder(vehicle, WarningCode.NoEngineCode, EngineCode, "The file has no engine code; '-' is listed.");
        }

        if (vehicle.Acceleration is null && !HasFault(Acceleration))
        {
            vehicle.Acceleration = 0;
            NotePlaceholder(vehicle, WarningCode.NoAcceleration, Acceleration, "The file has no acceleration; 0 is listed.");
        }

        if (vehicle.CubicCapacity is null && vehicle.FuelType is FuelType.Electric or FuelType.Hydrogen && !HasFault(Capacity))
        {
            vehicle.CubicCapacity = 0;
            NotePlaceholder(vehicle, WarningCode.NoCapacity, Capacity, "The file has no engine capacity, and the fuel needs none; 0 is listed.");
        }

        if (vehicle.FirstRegistrationDate is { } registered && registered.Year < vehicle.ManufactureYear - 1)
            vehicle.Warn(WarningCode.RegisteredBeforeBuilt, Registration, string.Create(CultureInfo.InvariantCulture, $"firstRegistrationDate is {registered:O}, but manufactureYear is {vehicle.ManufactureYear}; both are listed as they are."));
        if (_notes.BodyWord is { } coupe)
            vehicle.Warn(WarningCode.BodyReplaced, Body, $"Izzylease has no '{coupe}'; {_options.Profile.CoupeType} is listed.");
        (vehicle.IsCoupe, vehicle.IsMinivan) = (_notes.Trait == WordTrait.Coupe, _notes.Trait == WordTrait.Minivan);
        if (vehicle.CarClass is null)
            vehicle.InferClass();
    }

    /// <summary>
    /// Removes the faults that don't matter. A car that is not for sale any more only needs its key. An optional value outside its range is left out with a warning,
    /// like a value that can't be read.
    /// </summary>
    private void ForgiveFaults(Vehicle vehicle, List<FieldFault> faults)
    {
        if (vehicle.Status is SaleStatus.Sold or SaleStatus.Withdrawn)
            faults.RemoveAll(fault => fault.Field is { } field && field.Name is not (nameof(Vehicle.Vin) or nameof(Vehicle.ConfigurationNumber)));
        else if (!_notes.IsStrict)
            faults.RemoveAll(fault => LeaveOut(vehicle, fault));
        if (faults.Count == 0)
            _notes.Faults = null;
    }

    private bool LeaveOut(Vehicle vehicle, FieldFault fault)
    {
        if (fault is not { Code: WarningCode.OutOfRange, Field: { IsOptional: true } field } || (field == Registration && vehicle.FirstRegistrationDate > _today))
            return false; // A registration in the future stays an error: the date is that of another car, or of an order.
        field.Copy(Nothing, vehicle);
        if (field == Acceleration)
            vehicle.Acceleration = 0;
        _notes.WarnLeftOut(field, fault);
        return true;
    }

    /// <summary>Notes that a placeholder is listed. The value itself is unknown, so that the placeholder never replaces the value of a listed vehicle.</summary>
    private static void NotePlaceholder(Vehicle vehicle, string code, VehicleField field, string message)
    {
        vehicle.Warn(code, field, message);
        vehicle.MarkUnknown(FieldSet.From(field));
    }

    private bool HasFault(VehicleField field) => _notes.Faults?.Exists(fault => fault.Field == field) == true;
}
