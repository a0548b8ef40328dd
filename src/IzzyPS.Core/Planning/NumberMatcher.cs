using System.Globalization;
using IzzyPS.Ledger;

namespace IzzyPS.Planning;

/// <summary>
/// Matches vehicles with listings by the configuration number. The rule: a car whose VIN has arrived, or is missing today, is the car
/// that was listed by its configuration number, provided that the number names one vehicle and one listing.
/// </summary>
/// <param name="snapshot">The ledger.</param>
/// <param name="feed">The feed.</param>
/// <param name="present">The listings that the input holds.</param>
internal sealed class NumberMatcher(ILedgerSnapshot snapshot, string feed, PresentListings present)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _listedWithoutVin = snapshot.FindNumbersWithoutVin(feed);

    /// <summary>Counts a vehicle's number, where the number could decide a match: a car without a VIN has it, in the input or in the ledger.</summary>
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
    /// Finds the listing of a vehicle that is not listed by its own key. Every listing of the number becomes present, also where the
    /// vehicle must not be touched or the match is ambiguous.
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
        var isTaken = false; // By a row with the listing's own key.
        foreach (var candidate in candidates)
            isTaken |= present.Add(candidate.Key);

        if (draft.Block is not null)
            return;
        if (candidates.Count == 1 && !isTaken && _counts.GetValueOrDefault(number) == 1)
            draft.Listed = candidates[0];
        else
            draft.Block = (BlockReason.Ambiguous, GetAmbiguousMessage(number));
    }

    private static string GetAmbiguousMessage(string number) => string.Create(
        CultureInfo.InvariantCulture,
        $"Configuration number {number} is not unique in the file and the feed, so which listing this is can't be told; the VIN would tell.");
}
