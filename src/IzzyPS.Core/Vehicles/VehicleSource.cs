using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>
/// The source from which vehicles were read, for example a stock file. All vehicles of one source share the object, so that each vehicle's origin
/// takes only a reference and a line number.
/// </summary>
public abstract class VehicleSource
{
    private protected VehicleSource(string path) => Path = path;

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The ranges in which the values of the source's vehicles are plausible.</summary>
    internal FieldRanges Ranges { get; set; } = FieldRanges.Default;

    /// <summary>Gets the origin of the vehicle on a line of the source.</summary>
    /// <param name="line">The physical line, counted from 1.</param>
    internal abstract VehicleOrigin GetOrigin(int line);
}
