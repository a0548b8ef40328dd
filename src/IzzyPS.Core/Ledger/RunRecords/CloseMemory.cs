using IzzyPS.Ledger.Listings;

namespace IzzyPS.Ledger.RunRecords;

/// <summary>
/// What a run leaves to later runs about closes. The plan makes it, and the run writes it when it begins, so that no later step can lose it. It does
/// not depend on which changes of the plan reach the run.
/// </summary>
internal sealed record CloseMemory
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>The closes that are held back.</summary>
    public IReadOnlyList<(VehicleKey Key, HeldCloseKind Kind)> Held { get; init; } = [];

    /// <summary>The vehicles whose closes were held back and that are in a complete file again.</summary>
    public IReadOnlyList<VehicleKey> Back { get; init; } = [];

    /// <summary>How many listings the feed has, with those that were closed lately. The number counts where no close was held back before.</summary>
    public int Base { get; init; }

    /// <summary>The hashes of the files' contents; null where they are unknown.</summary>
    public string? Content { get; init; }

    /// <summary>The order of the complete files, to be kept; null where the order in the ledger stays.</summary>
    public string? Order { get; init; }
}
