using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>One moment of the whole ledger, in numbers.</summary>
/// <param name="Identity">What it says of itself.</param>
/// <param name="SchemaVersion">The version of its tables.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Active">The listings that are active.</param>
/// <param name="Closed">The listings that are closed.</param>
/// <param name="InDoubt">The vehicles in doubt, which are in neither of the other two.</param>
/// <param name="Unconfirmed">The active ones that the next plan sends again.</param>
/// <param name="Lease">Who writes, or who was killed while writing; null where nobody does.</param>
/// <param name="Feeds">The feeds, by name.</param>
internal sealed record LedgerOverview(
    LedgerIdentity Identity,
    int SchemaVersion,
    DateTimeOffset MadeAt,
    int Active,
    int Closed,
    int InDoubt,
    int Unconfirmed,
    LeaseOverview? Lease,
    IReadOnlyList<FeedOverview> Feeds);

/// <summary>Who took the lease and has not given it back.</summary>
/// <param name="Holder">Who.</param>
/// <param name="Since">Since when.</param>
/// <param name="IsHeld">Whether the holder lives; false for one that was killed, which is in nobody's way.</param>
internal sealed record LeaseOverview(string Holder, DateTimeOffset Since, bool IsHeld);

/// <summary>One feed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Active">Its active listings.</param>
/// <param name="MustReestablish">Whether the ledger was adopted or repaired and no run over the feed has ended since.</param>
/// <param name="LastRun">Its last run over a stock or, where there was none, its last run.</param>
internal sealed record FeedOverview(string Name, int Active, bool MustReestablish, RunOverview? LastRun);

/// <summary>One run.</summary>
internal sealed record RunOverview(
    Guid Id, string Command, RunOutcome Outcome, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string User, string Host, RunCounts? Counts);
