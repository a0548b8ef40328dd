using IzzyPS.Ledger;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Matching;

/// <summary>
/// Finds the listing of a car whose VIN was corrected: a new VIN with the configuration number of a listing whose own VIN is not in the file. If the
/// identity is the same, the listing gets the new VIN. If not, the vehicle is blocked, because no feed may have two active listings of one number.
/// Some partners give many cars one number. A number that several listings have, and numbers that many new cars share, identify nothing.
/// Source: SAFETY.md, "Guards", "A corrected key".
/// </summary>
/// <param name="snapshot">The ledger.</param>
/// <param name="feed">The feed.</param>
/// <param name="present">The listings that the input holds.</param>
/// <param name="drafts">All drafts of the input.</param>
/// <param name="limits">The limits of the identity.</param>
internal sealed class KeyCorrections(ILedgerSnapshot snapshot, string feed, PresentListings present, IReadOnlyList<Draft> drafts, GuardLimits limits)
{
    /// <summary>The share of the new cars with a number that may have the number of another new car. Above it the partner's numbers identify nothing.</summary>
    private const decimal SharedShare = 0.10m;

    private readonly Dictionary<VehicleKey, Draft> _byKey = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(Draft New, Draft Owner)> _renumbered = [];

    /// <summary>Matches the drafts that have a VIN and whose number is the number of another listing.</summary>
    internal void Match()
    {
        foreach (var draft in drafts)
        {
            _ = _byKey.TryAdd(draft.Key, draft);
            if (GetNumber(draft) is { } number)
                _counts[NumberFold.Fold(number)] = _counts.GetValueOrDefault(NumberFold.Fold(number)) + 1;
        }

        foreach (var draft in drafts)
        {
            if (draft is { Block: null, Key.IsVin: true } && GetNumber(draft) is { } number && HasNewNumber(draft, number))
                Match(draft, number);
        }
    }

    /// <summary>
    /// Blocks the new cars whose number belongs to a listing that was to get another number, and now is blocked. Call after the guards have judged.
    /// </summary>
    internal void BlockWaiting()
    {
        foreach (var (draft, owner) in _renumbered)
        {
            if (owner.Block is not null)
                draft.Block ??= CreateBlock(draft, owner.Listed!, $"the change of {owner.Key} is blocked");
        }
    }

    /// <summary>Blocks new cars that share a number with each other, unless the partner's numbers identify nothing.</summary>
    internal void BlockShared()
    {
        var created = drafts.Where(draft => draft is { Block: null, Listed: null, Key.IsVin: true } && GetNumber(draft) is not null).ToList();
        var shared = created.GroupBy(draft => NumberFold.Fold(GetNumber(draft)!), StringComparer.Ordinal).Where(alike => alike.Count() > 1).Select(alike => alike.ToList()).ToList();
        if (shared.Sum(alike => alike.Count) > SharedShare * created.Count)
            return;
        foreach (var draft in shared.Where(alike => FindOwners(GetNumber(alike[0])!, alike[0].Key).Count == 0).SelectMany(alike => alike))
        {
            draft.Block = new Block(
                BlockReason.SameNumber,
                $"Configuration number {GetNumber(draft)} is in the file for several new cars, which would be several listings of one number. If all of them are for sale, each needs a number of its own.");
        }
    }

    private static string? GetNumber(Draft draft) => draft.Given.ConfigurationNumber is { Length: > 0 } number ? number : null;

    /// <summary>Whether a draft has a number that its own listing does not have. A listing that is closed has no number any more.</summary>
    private bool HasNewNumber(Draft draft, string number) => draft.Listed switch
    {
        null => true,
        { State: ListingState.Closed } listed => !ChangeRules.IsHeldByHand(listed),
        { State: ListingState.Active } listed => listed.Feed == feed && NumberFold.Fold(listed.ConfigurationNumber ?? "") != NumberFold.Fold(number),
        _ => false,
    };

    private void Match(Draft draft, string number)
    {
        if (FindOwners(number, draft.Key) is not [var owner])
            return;

        var row = _byKey.GetValueOrDefault(owner.Key);
        var isTwice = row is null ? present.IsAccepted(owner.Key) : GetNumber(row) is { } kept && NumberFold.Fold(kept) == NumberFold.Fold(number);
        if (draft.Listed is { State: ListingState.Active })
        {
            if (!isTwice && _counts[NumberFold.Fold(number)] == 1)
                draft.NumberOwner = owner;
        }
        else if (isTwice)
        {
            draft.Block = CreateBlock(draft, owner, "the file has both");
        }
        else if (_counts[NumberFold.Fold(number)] > 1)
        {
            _ = present.Add(owner.Key);
            draft.Block = CreateBlock(draft, owner, "the number is in the file for several new cars");
        }
        else if (row is not null && GetNumber(row) is not null)
        {
            _renumbered.Add((draft, row));
        }
        else if (row is not null || present.Contains(owner.Key))
        {
            draft.Block = CreateBlock(draft, owner, "its own row gives no number or was rejected");
        }
        else
        {
            Correct(draft, owner);
        }
    }

    /// <summary>Finds the listings of the feed that have a number, without the vehicle's own.</summary>
    private IReadOnlyList<LedgerEntry> FindOwners(string number, VehicleKey own) => NumberMatcher.Choose(
        number,
        [.. snapshot.FindBySimilarNumber(feed, number).Where(entry => entry.State != ListingState.Closed && entry.Key.IsVin && entry.Key != own)]);

    /// <summary>Gives the listing of an absent VIN to the new VIN, where both are the same car.</summary>
    private void Correct(Draft draft, LedgerEntry owner)
    {
        _ = present.Add(owner.Key);
        var why = owner.State == ListingState.InDoubt ? "its create is in doubt"
            : owner.IsAdopted ? "which car it is is unknown, because it was adopted by its id alone"
            : draft.Listed is not null ? $"{draft.Key} was listed before and its listing was closed"
            : IdentityGuard.DescribeOtherCar(new ListedCar(draft.Key, owner.Payload.ToVehicle(), draft.Given), limits);
        if (why is null)
            draft.Listed = owner;
        else
            draft.Block = CreateBlock(draft, owner, why);
    }

    private static Block CreateBlock(Draft draft, LedgerEntry owner, string why) => new(
        BlockReason.SameNumber,
        $"{draft.Key} has configuration number {draft.Given.ConfigurationNumber}, which {owner.Key} is listed with as {owner.RemoteId ?? "a car in doubt"}; {draft.Key} can't be told to be the same car ({why}). If {owner.Key} is gone, close it by its VIN; then {draft.Key} is listed.");
}
