namespace IzzyPS.Planning.Matching;

/// <summary>Counts vehicles, in all and by the file that they come from. The vehicles of one file usually come one after another.</summary>
internal sealed class FileCounts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private VehicleSource? _last;
    private int _ofLast;

    internal int Total { get; private set; }

    /// <summary>Adds a vehicle.</summary>
    /// <param name="file">The file that the vehicle comes from; null where it was made by hand.</param>
    internal void Add(VehicleSource? file)
    {
        Total++;
        if (!ReferenceEquals(file, _last))
        {
            Keep();
            _last = file;
        }

        _ofLast++;
    }

    /// <summary>Gets the number of vehicles of a file, by its path; empty for vehicles that were made by hand.</summary>
    internal int Get(string path)
    {
        Keep();
        return _counts.GetValueOrDefault(path);
    }

    /// <summary>The path of a vehicle's file; empty where the vehicle was made by hand.</summary>
    internal static string GetPath(Vehicle vehicle) => vehicle.File?.Path ?? string.Empty;

    private void Keep()
    {
        if (_ofLast == 0)
            return;
        var path = _last?.Path ?? string.Empty;
        _counts[path] = _counts.GetValueOrDefault(path) + _ofLast;
        _ofLast = 0;
    }
}
