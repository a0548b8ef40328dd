namespace IzzyPS.Planning.Evidence;

/// <summary>
/// Keeps track of the import that the vehicles of one plan come from. The rule: all vehicles of a plan are of one feed, and only
/// vehicles of one import may close.
/// </summary>
internal sealed class InputTracker
{
    private VehicleSource? _lastSource;
    private IStockInput? _lastInput;

    /// <summary>The import that came first; null where the vehicles were made by hand.</summary>
    internal IStockInput? Input { get; private set; }

    /// <summary>The feed; null before the first vehicle.</summary>
    internal string? Feed { get; private set; }

    /// <summary>Whether vehicles came from more than one import, or some were made by hand.</summary>
    internal bool IsMixed { get; private set; }

    /// <summary>Notes an import, also where no vehicle of it will come.</summary>
    /// <exception cref="InvalidOperationException">The import is of another feed than the vehicles before it.</exception>
    internal void Begin(IStockInput input)
    {
        if (Feed is null)
        {
            (Input, Feed) = (input, input.Feed);
            return;
        }

        if (input.ImportId == Input?.ImportId)
            return;
        IsMixed = true;
        if (Feed != input.Feed)
            throw new InvalidOperationException($"Vehicles of the feeds '{Feed}' and '{input.Feed}' can't be compared in one go; compare each feed by itself.");
    }

    /// <summary>Begins a plan of vehicles that were made by hand; they belong to the default feed.</summary>
    internal void BeginByHand() => Feed ??= VehicleOrigin.DefaultFeed;

    /// <summary>Notes the import of a vehicle.</summary>
    /// <exception cref="InvalidOperationException">The vehicle is of another feed than the vehicles before it.</exception>
    internal void Note(VehicleSource? source)
    {
        if (Find(source) is { } input)
        {
            Begin(input);
            return;
        }

        BeginByHand();
        IsMixed |= Input is not null;
    }

    /// <summary>Finds the import of a vehicle's source; null for a vehicle made by hand.</summary>
    internal IStockInput? Find(VehicleSource? source)
    {
        if (source is null)
            return null;
        if (!ReferenceEquals(source, _lastSource))
            (_lastSource, _lastInput) = (source, source.GetOrigin(0).ImportId == Input?.ImportId ? Input : StockSetInput.Find(source));
        return _lastInput;
    }
}
