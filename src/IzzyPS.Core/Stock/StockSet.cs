using IzzyPS.Output;
using IzzyPS.Stock.Profiles;

namespace IzzyPS;

/// <summary>All files of one import. Each vehicle refers to its file, and the file refers to this set.</summary>
public sealed class StockSet
{
    /// <summary>The name of the feed where the user names none.</summary>
    public const string DefaultFeed = VehicleOrigin.DefaultFeed;

    private readonly List<StockFile> _files = [];
    private int _plans;

    /// <summary>Starts an import.</summary>
    /// <param name="feed">The partner's stream of files that the files belong to.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public StockSet(string feed = DefaultFeed, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(feed);
        if (PlainText.ToVisible(feed, int.MaxValue) != feed)
            throw new StockSettingsException($"The feed's name '{PlainText.ToVisible(feed, 100)}' holds characters that can't be seen; right would be letters, digits and spaces.");
        Feed = feed;
        Id = Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>The import's id. The messages of the import and its first plan have this id.</summary>
    public Guid Id { get; }

    /// <summary>The partner's stream of files that the files belong to. Closing looks at this feed only.</summary>
    public string Feed { get; }

    /// <summary>Every file of the import, also a file that could not be read.</summary>
    public IReadOnlyList<StockFile> Files => _files;

    /// <summary>From how many complete files in a row a listing must be missing before it is closed, by the profile of the files.</summary>
    internal int CloseAfter { get; set; } = 1;

    /// <summary>The limits of the guards, by the profile of the files.</summary>
    internal ProfileLimits Limits { get; set; } = ProfileLimits.None;

    /// <summary>Whether the import has named all its files and read each to its end.</summary>
    public bool IsReadToEnd => IsSealed && _files.TrueForAll(file => file.IsReadToEnd);

    /// <summary>Whether no further file will be added.</summary>
    internal bool IsSealed { get; private set; }

    /// <summary>Whether a row of any of the files has this configuration number and no VIN.</summary>
    internal bool HasNumberWithoutVin(string number)
    {
        foreach (var file in _files)
        {
            if (file.NumbersWithoutVin.Contains(number))
                return true;
        }

        return false;
    }

    internal StockFile Add(string path)
    {
        var file = new StockFile(path, this);
        _files.Add(file);
        return file;
    }

    internal void Seal() => IsSealed = true;

    /// <summary>Takes an id for a plan of the import. The first plan takes the import's own id, so that one id leads from the file to the run.</summary>
    internal Guid TakePlanId(DateTimeOffset now) => Interlocked.Increment(ref _plans) == 1 ? Id : Guid.CreateVersion7(now);
}
