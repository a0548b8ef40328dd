using IzzyPS.Ledger.RunRecords;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>The numbers of the whole ledger as of one moment.</summary>
/// <param name="Identity">The ledger's account, lineage and serial.</param>
/// <param name="SchemaVersion">The version of the ledger's tables.</param>
/// <param name="MadeAt">When the ledger was created.</param>
/// <param name="Active">The number of active listings, without vehicles in doubt.</param>
/// <param name="Closed">The number of closed listings, without vehicles in doubt.</param>
/// <param name="InDoubt">The number of vehicles in doubt.</param>
/// <param name="Unconfirmed">The number of active listings that the next plan sends again.</param>
/// <param name="Lease">The holder of the lease, alive or killed; null where nobody holds the lease.</param>
/// <param name="Feeds">The feeds in the order of their names.</param>
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

/// <summary>The holder that took the lease and has not released it.</summary>
/// <param name="Holder">The holder's command, user, host and process.</param>
/// <param name="Since">When the holder took the lease.</param>
/// <param name="IsHeld">Whether the holder is alive. False for a holder that was killed; others can take the lease then.</param>
internal sealed record LeaseOverview(string Holder, DateTimeOffset Since, bool IsHeld);

/// <summary>The numbers of one feed.</summary>
/// <param name="Name">The feed's name.</param>
/// <param name="Active">The number of the feed's active listings.</param>
/// <param name="MustReestablish">Whether the ledger was adopted or repaired and no run over the feed's stock has finished since.</param>
/// <param name="LastRun">The feed's last run over a stock. Where it had none, its last run of any kind; null where it had no run.</param>
internal sealed record FeedOverview(string Name, int Active, bool MustReestablish, RunOverview? LastRun);

/// <summary>What the ledger knows about one run.</summary>
/// <param name="Id">The run.</param>
/// <param name="Kind">What the run is for.</param>
/// <param name="Trigger">What started the run.</param>
/// <param name="Command">The command that started the run.</param>
/// <param name="Outcome">The run's state: under way (or killed), or how it ended.</param>
/// <param name="StartedAt">When the run began.</param>
/// <param name="EndedAt">When the run ended; null where it has not ended.</param>
/// <param name="User">Who started the run.</param>
/// <param name="Host">The machine of the run.</param>
/// <param name="Planned">How many changes the run has to carry out.</param>
/// <param name="Counts">How many changes have ended, by their outcome. While the run is under way, the counts may be a second and a commit behind the journal.</param>
internal sealed record RunOverview(
    Guid Id,
    RunKind Kind,
    RunTrigger Trigger,
    string Command,
    RunOutcome Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string User,
    string Host,
    int Planned,
    RunCounts Counts);
