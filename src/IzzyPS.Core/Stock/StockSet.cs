using IzzyPS.Stock.Values;

namespace IzzyPS.Stock;

/// <summary>All files of one import. It travels with each vehicle, so that the planner knows what else was in the stock.</summary>
public sealed class StockSet
{
    /// <summary>The feed where none is named.</summary>
    public const string DefaultFeed = VehicleOrigin.DefaultFeed;

    private readonly List<StockFile> _files = [];
    private int _plans;

    /// <summary>Starts an import.</summary>
    /// <param name="feed">The partner's stream of files that these belong to.</param>
    /// <param name="time">The clock; the system's by default.</param>
    public StockSet(string feed = DefaultFeed, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(feed);
        if (PlainText.Visible(feed, int.MaxValue) != feed)
            throw new StockSettingsException($"The feed's name '{PlainText.Visible(feed, 100)}' holds characters that can't be seen; right would be letters, digits and spaces.");
        Feed = feed;
        Id = Guid.CreateVersion7((time ?? TimeProvider.System).GetUtcNow());
    }

    /// <summary>The import's id: its messages and its plan carry it.</summary>
    public Guid Id { get; }

    /// <summary>The partner's stream of files that these belong to: closing looks at this feed only.</summary>
    public string Feed { get; }

    /// <summary>Every file of the import, those that could not be read too.</summary>
    public IReadOnlyList<StockFile> Files => _files;

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

    /// <summary>The id for a plan of this import: the import's own for the first, so that one id leads from the file to the run.</summary>
    internal Guid TakePlanId(DateTimeOffset now) => Interlocked.Increment(ref _plans) == 1 ? Id : Guid.CreateVersion7(now);
}
