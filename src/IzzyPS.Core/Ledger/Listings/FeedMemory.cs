using System.Collections.ObjectModel;

namespace IzzyPS.Ledger.Listings;

/// <summary>What earlier runs over a feed's stock left for the guards on closing.</summary>
/// <param name="Held">The active listings whose close is held back.</param>
/// <param name="Ended">The listings that are not active any more, whose rows can go.</param>
/// <param name="Content">The SHA-256 of the files of the last complete stock; null before the first one.</param>
/// <param name="Tail">The ends of these files, as the planner wrote them; null before the first one.</param>
/// <param name="BaseOfIncomplete">How many were listed when a stock lacked listings and closes were not judged, for the first time; null where a stock without such doubt came since.</param>
internal sealed record FeedMemory(IReadOnlyList<HeldClose> Held, IReadOnlyList<VehicleKey> Ended, string? Content, string? Tail, int? BaseOfIncomplete)
{
    internal static readonly FeedMemory Empty = new([], [], null, null, null);

    /// <summary>How many active listings have lost their value, by the name of the field in a file. See <see cref="LedgerEntry.Emptied"/>.</summary>
    public IReadOnlyDictionary<string, int> Emptied { get; init; } = ReadOnlyDictionary<string, int>.Empty;
}

/// <summary>A listing whose close is held back.</summary>
/// <param name="Key">The vehicle's key.</param>
/// <param name="Code">Why the close was held back: <c>CloseLimit</c>, <c>FileTail</c> or <c>NotYetAbsent</c>.</param>
/// <param name="Base">How many were listed before the first run that held closes back.</param>
/// <param name="Misses">From how many complete stocks in a row, each of other content, the vehicle is missing.</param>
/// <param name="Content">The SHA-256 of the files of the last of these stocks.</param>
internal sealed record HeldClose(VehicleKey Key, string Code, int Base, int Misses, string? Content)
{
    /// <summary>Since when the close is held back. The ledger sets the time when the row is added.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The first run that held the close back. The ledger sets the run when the row is added.</summary>
    public Guid? Run { get; init; }
}

/// <summary>What a run over a feed's stock leaves for the guards of later runs. It is written in the transaction that begins the run.</summary>
internal sealed record FeedNote
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>The closes that the run holds back, where the ledger has no such row yet.</summary>
    public IReadOnlyList<HeldClose> Held { get; init; } = [];

    /// <summary>The vehicles that are in a file again or not listed any more: their rows go.</summary>
    public IReadOnlyList<VehicleKey> Back { get; init; } = [];

    /// <summary>The content and the tail of a complete stock; null where they stay.</summary>
    public (string Content, string Tail)? Stock { get; init; }

    /// <summary>How many were listed when the stock lacked listings and closes were not judged; null where this stays.</summary>
    public int? BaseOfIncomplete { get; init; }

    /// <summary>Whether the stock is complete and its closes were judged, or it lacks no listing, so that <see cref="FeedMemory.BaseOfIncomplete"/> ends.</summary>
    public bool EndsIncomplete { get; init; }

    /// <summary>Whether a newer plan was carried out since. Such a plan only adds closes that are held back.</summary>
    public bool IsOutdated { get; init; }
}
