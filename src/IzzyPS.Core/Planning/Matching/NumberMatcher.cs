using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;

namespace IzzyPS.Planning.Matching;

/// <summary>
/// Matches vehicles with listings by the configuration number. A car may be listed without a VIN and get its VIN later, or a file may lack the
/// VIN of a listed car. Such a car is the one that was listed with the same configuration number, if the number names exactly one vehicle and
/// one listing.
/// </summary>
/// <param name="snapshot">The ledger.</param>
/// <param name="feed">The feed.</param>
/// <param name="present">The listings that the input holds.</param>
internal sealed class NumberMatcher(ILedgerSnapshot snapshot, string feed, PresentListings present)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _listedWithoutVin = snapshot.FindNumbersWithoutVin(feed);

    /// <summary>Counts a vehicle's number, where the number can decide a match: a car without a VIN has the number, in the input or in the ledger.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="input">The import that the vehicle comes from; null for a vehicle made by hand.</param>
    internal void Count(Vehicle vehicle, IStockInput? input)
    {
        if (vehicle.ConfigurationNumber is { Length: > 0 } number
            && (vehicle.Vin is null || _listedWithoutVin.Contains(number) || input?.HasNumberWithoutVin(number) == true))
        {
            _counts[number] = _counts.GetValueOrDefault(number) + 1;
        }
    }

    /// <summary>
    /// Finds the listing of a vehicle that is not listed by its own key. Every listing of the number becomes present, even if the
    /// vehicle is blocked or the match is ambiguous, so that none of them is closed.
    /// </summary>
    internal void Match(Draft draft)
    {
        if (draft.Vehicle.ConfigurationNumber is not { Length: > 0 } number)
            return;
        if (draft.Key.IsVin && !_listedWithoutVin.Contains(number))
            return;

        var candidates = snapshot.FindByConfigurationNumber(feed, number)
            .Where(entry => entry.State != ListingState.Closed && (!draft.Key.IsVin || !entry.Key.IsVin))
            .ToList();
        if (candidates.Count == 0)
            return;
        var isTaken = false; // Whether a row with the listing's own key has taken it.
        foreach (var candidate in candidates)
            isTaken |= present.Add(candidate.Key);

        if (draft.Block is not null)
            return;
        if (candidates.Count == 1 && !isTaken && _counts.GetValueOrDefault(number) == 1)
            draft.Listed = candidates[0];
        else
            draft.Block = new Block(BlockReason.Ambiguous, GetAmbiguousMessage(number));
    }

    private static string GetAmbiguousMessage(string number) => string.Create(
        CultureInfo.InvariantCulture,
        $"Configuration number {number} is not unique in the file and the feed, so IzzyPS can't tell which listing this is; a VIN in the file would decide it.");
}
