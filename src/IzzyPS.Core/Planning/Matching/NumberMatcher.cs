using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Matching;

/// <summary>
/// Matches vehicles with listings by the configuration number. A car may be listed without a VIN and get its VIN later, a file may lack the
/// VIN of a listed car, and a partner may correct a VIN. Such a car is the one that was listed with the same configuration number, if the number names
/// exactly one vehicle and one listing. Numbers are compared in the form of <see cref="NumberFold"/>.
/// </summary>
/// <param name="snapshot">The ledger.</param>
/// <param name="feed">The feed.</param>
/// <param name="present">The listings that the input holds.</param>
internal sealed class NumberMatcher(ILedgerSnapshot snapshot, string feed, PresentListings present)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listedWithoutVin = [.. snapshot.FindNumbersWithoutVin(feed).Select(NumberFold.Fold)];

    /// <summary>Counts a vehicle's number, where the number can decide a match: a car without a VIN has the number, in the input or in the ledger.</summary>
    /// <param name="vehicle">The vehicle.</param>
    /// <param name="input">The import that the vehicle comes from; null for a vehicle made by hand.</param>
    internal void Count(Vehicle vehicle, IStockInput? input)
    {
        if (vehicle.ConfigurationNumber is not { Length: > 0 } number)
            return;
        if (vehicle.Vin is null || input?.HasNumberWithoutVin(number) == true)
            Count(NumberFold.Fold(number));
        else if (_listedWithoutVin.Count > 0 && NumberFold.Fold(number) is var folded && _listedWithoutVin.Contains(folded))
            Count(folded);
    }

    /// <summary>
    /// Finds the listing of a vehicle that is not listed by its own key. Every listing of the number becomes present, even if the
    /// vehicle is blocked or the match is ambiguous, so that none of them is closed.
    /// </summary>
    internal void Match(Draft draft)
    {
        if (draft.Vehicle.ConfigurationNumber is not { Length: > 0 } number || (draft.Key.IsVin && !_listedWithoutVin.Contains(NumberFold.Fold(number))))
            return;

        var candidates = Choose(number, [.. snapshot.FindBySimilarNumber(feed, number)
            .Where(entry => entry.State != ListingState.Closed && (!draft.Key.IsVin || !entry.Key.IsVin))]);
        if (candidates.Count == 0)
            return;
        var isTaken = false; // Whether a row with the listing's own key has taken it.
        foreach (var candidate in candidates)
            isTaken |= present.Add(candidate.Key);

        if (draft.Block is not null)
            return;
        if (candidates.Count == 1 && !isTaken && _counts.GetValueOrDefault(NumberFold.Fold(number)) == 1)
            draft.Listed = candidates[0];
        else
            draft.Block = new Block(BlockReason.Ambiguous, GetAmbiguousMessage(number));
    }

    /// <summary>Chooses the listings with exactly the number, where there are any, from the listings with a similar number.</summary>
    internal static IReadOnlyList<LedgerEntry> Choose(string number, IReadOnlyList<LedgerEntry> similar)
    {
        var exact = similar.Where(entry => entry.ConfigurationNumber == number).ToList();
        return exact.Count > 0 ? exact : similar;
    }

    private void Count(string folded) => _counts[folded] = _counts.GetValueOrDefault(folded) + 1;

    private static string GetAmbiguousMessage(string number) => string.Create(
        CultureInfo.InvariantCulture,
        $"Configuration number {number} is not unique in the file and the feed, so IzzyPS can't tell which listing this is; a VIN in the file would decide it.");
}
