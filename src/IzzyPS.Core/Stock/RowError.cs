using System.Globalization;
using IzzyPS.Stock;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>A row of a stock file that could not be read as a vehicle, with all that is wrong with it.</summary>
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

    /// <summary>The VIN, or null where the row has none that can be read.</summary>
    public string? Vin => Key?.Vin;

    /// <summary>The partner's number of the configuration, or null where the row has none that can be read.</summary>
    public string? ConfigurationNumber { get; }

    /// <summary>What the vehicle is known by, or null where nobody can say which car it is: nothing is closed then.</summary>
    public VehicleKey? Key { get; }

    /// <summary>All that is wrong with the row.</summary>
    public IReadOnlyList<FieldFault> Faults { get; }

    /// <summary>The row as it stands in the file; control characters as pictures, cut after 4,000 characters.</summary>
    public string RawRow { get; }

    /// <summary>File, line, vehicle and faults in one text.</summary>
    public string Message => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}, line {Line}, {(Key is null ? "no readable VIN" : Vin is null ? "configuration number " + Key.Value.Value[1..] : "VIN " + Vin)}: {string.Join(" ", Faults.Select(fault => fault.Message))}");

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
