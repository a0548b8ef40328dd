namespace IzzyPS;

/// <summary>
/// What vehicles were read from, a stock file for example. All vehicles of one source share the object, so that the origin of a million
/// vehicles takes a reference and a line number each.
/// </summary>
public abstract class VehicleSource
{
    private protected VehicleSource(string path) => Path = path;

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The origin of the vehicle on a line of the source.</summary>
    /// <param name="line">The physical line, counted from 1.</param>
    internal abstract VehicleOrigin GetOrigin(int line);
}
