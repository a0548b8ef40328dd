using IzzyPS.Ledger.Listings;

namespace IzzyPS.Planning;

/// <summary>
/// What a plan found out about its feed and a run has to record, whichever of the plan's changes are carried out: the closes that guards hold back, and
/// the end of a complete stock. The findings are data, as <see cref="PlanFacts"/> are.
/// </summary>
internal sealed record FeedFindings
{
    internal static readonly FeedFindings None = new();

    /// <summary>The SHA-256 of all files together; null where a file has none.</summary>
    public string? Content { get; init; }

    /// <summary>The closes that are held back, where the ledger does not know this yet.</summary>
    public IReadOnlyList<HeldClose> Held
    {
        get;
        init => field = EqualList<HeldClose>.From(value);
    }
    = EqualList<HeldClose>.Empty;

    /// <summary>The vehicles whose close was held back and that are in a file again or not listed any more.</summary>
    public IReadOnlyList<VehicleKey> Back
    {
        get;
        init => field = EqualList<VehicleKey>.From(value);
    }
    = EqualList<VehicleKey>.Empty;

    /// <summary>The end of the complete stock; null where the stock is not complete or the ledger has it.</summary>
    public string? Tail { get; init; }

    /// <summary>How many were listed when the stock lacked listings and closes were not judged; null where nothing is to be recorded.</summary>
    public int? BaseOfIncomplete { get; init; }

    /// <summary>Whether a complete stock whose closes were judged, or that lacks no listing, follows one with <see cref="BaseOfIncomplete"/>.</summary>
    public bool EndsIncomplete { get; init; }

    /// <summary>Makes the note for the run's record; null where nothing is to be written.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="more">Closes that were held back when the plan was applied.</param>
    /// <param name="isOutdated">Whether a newer plan was carried out since.</param>
    internal FeedNote? CreateNote(string feed, IReadOnlyList<HeldClose> more, bool isOutdated)
    {
        if (Held.Count + Back.Count + more.Count == 0 && Tail is null && BaseOfIncomplete is null && !EndsIncomplete)
            return null;
        return new FeedNote
        {
            Feed = feed,
            Held = [.. Held, .. more],
            Back = Back,
            Stock = Tail is { } tail && Content is { } content ? (content, tail) : null,
            BaseOfIncomplete = BaseOfIncomplete,
            EndsIncomplete = EndsIncomplete,
            IsOutdated = isOutdated,
        };
    }
}
