using System.Globalization;

namespace IzzyPS;

/// <summary>A row of a stock file that could not be read as a vehicle, with all its faults.</summary>
public sealed class RowError
{
    internal RowError(StockFile file, int line, VehicleKey? key, string? configurationNumber, IReadOnlyList<FieldFault> faults, string rawRow)
    {
        File = file;
        Line = line;
        Key = key;
        ConfigurationNumber = configurationNumber;
        Faults = faults;
        RawRow = rawRow;
    }

    /// <summary>The file.</summary>
    public StockFile File { get; }

    /// <summary>The physical line that the row starts on, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The VIN, or null where the row has no readable VIN.</summary>
    public string? Vin => Key?.Vin;

    /// <summary>The partner's number of the configuration, or null where the row has no readable number.</summary>
    public string? ConfigurationNumber { get; }

    /// <summary>The vehicle's key, or null where nothing in the row identifies the car. Then nothing of the feed is closed.</summary>
    public VehicleKey? Key { get; }

    /// <summary>The faults of the row.</summary>
    public IReadOnlyList<FieldFault> Faults { get; }

    /// <summary>The row as the file has it. Control characters are shown as visible symbols; text after 4,000 characters is cut.</summary>
    public string RawRow { get; }

    /// <summary>File, line, vehicle and faults in one text.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}, line {Line}, {(Key is null ? "no readable VIN" : Vin is null ? "configuration number " + Key.Value.Value[1..] : "VIN " + Vin)}: {string.Join(" ", Faults.Select(fault => fault.Message))}");

    /// <summary>Returns the message.</summary>
    public override string ToString() => Message;
}
