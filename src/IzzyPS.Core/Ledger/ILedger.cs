using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Storage;

namespace IzzyPS.Ledger;

/// <summary>
/// The only memory of what is listed: the dealer API cannot be asked. SQLite by default; PostgreSQL will be a second implementation.
/// Reading takes no lease and sees one moment; writing needs the lease (<see cref="ILedgerWriter"/>).
/// </summary>
internal interface ILedger : IDisposable
{
    /// <summary>Where the ledger is: a path or a connection without its secret.</summary>
    string Location { get; }

    /// <summary>The id that the ledger got when it was made. A plan belongs to one lineage.</summary>
    Guid Lineage { get; }

    /// <summary>Counts the commits that changed something; never falls.</summary>
    long Serial { get; }

    /// <summary>Opens a consistent view of one moment for planning. Operations in <c>Sending</c> show as in doubt or unconfirmed.</summary>
    ILedgerSnapshot OpenSnapshot();

    /// <summary>The entries that match, in the order of their keys.</summary>
    IEnumerable<LedgerEntry> Find(LedgerQuery query);

    /// <summary>The first vehicles of which the VIN begins so, in the order of their VINs. Costs as much as is asked for, however large the ledger is.</summary>
    IReadOnlyList<VinLine> FindVins(string start, int most);

    /// <summary>The operations in doubt, oldest first; creates in <c>Sending</c> too, which a killed run left or one is waiting for.</summary>
    IReadOnlyList<Operation> InDoubt();

    /// <summary>The operations that match, oldest first.</summary>
    IEnumerable<Operation> FindOperations(OperationQuery query);

    /// <summary>The whole ledger in numbers.</summary>
    LedgerOverview Overview();

    /// <summary>Everything that happened to a vehicle, oldest first; empty where the ledger has never heard of it.</summary>
    IReadOnlyList<HistoryLine> History(VehicleKey key);

    /// <summary>Every vehicle in the order of their keys, all of one moment: what a backup keeps.</summary>
    IEnumerable<ArchivedVehicle> Archive();

    /// <summary>Reads all of it and says what is damaged; empty where nothing is.</summary>
    IReadOnlyList<string> FindDamage();

    /// <summary>Writes a whole copy of one moment to a file that is not there yet; a run may go on meanwhile.</summary>
    /// <exception cref="LedgerException">It can't be written (<see cref="LedgerFault.Storage"/>).</exception>
    void CopyTo(string path);

    /// <summary>Keeps a copy where the ledger's backups are, and deletes the oldest of them beyond five.</summary>
    /// <param name="occasion">What it was made before, a word for its name: <c>import</c>, <c>upgrade</c>.</param>
    /// <returns>Where it is.</returns>
    string KeepBackup(string occasion);

    /// <summary>Takes the lease: one writer per account.</summary>
    /// <param name="holder">Who asks, for the message that others get: user, host, process, command.</param>
    /// <param name="wait">How long to wait for another run to end; zero to fail at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">Another run holds it (<see cref="LedgerFault.Leased"/>).</exception>
    Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>What to look for in the ledger; null looks for everything.</summary>
/// <param name="VinPattern">A VIN with <c>*</c> and <c>?</c>, any case.</param>
/// <param name="State">The listing's state.</param>
/// <param name="MakePattern">A make with <c>*</c> and <c>?</c>, any case.</param>
/// <param name="Feed">The feed.</param>
internal sealed record LedgerQuery(string? VinPattern = null, ListingState? State = null, string? MakePattern = null, string? Feed = null);

/// <summary>What planning needs to know of an entry to see that nothing changed; the rest is read only where something did.</summary>
/// <param name="Index">The entry's place, 0 to <see cref="ILedgerSnapshot.Count"/> − 1.</param>
/// <param name="PayloadHash">The hash of the car as last acknowledged.</param>
/// <param name="State">The listing's state, operations in doubt included.</param>
/// <param name="IsPlain">Active, confirmed and with the partner's own prices: an equal hash means that nothing is to be done.</param>
/// <param name="FeedIndex">The feed, as <see cref="ILedgerSnapshot.GetFeedIndex"/> numbers it.</param>
internal readonly record struct SnapshotEntry(int Index, UInt128 PayloadHash, ListingState State, bool IsPlain, short FeedIndex);

/// <summary>One moment of the ledger.</summary>
internal interface ILedgerSnapshot : IDisposable
{
    Guid Lineage { get; }

    long Serial { get; }

    /// <summary>The number of entries, closed ones too.</summary>
    int Count { get; }

    bool TryFind(VehicleKey key, out SnapshotEntry entry);

    /// <summary>The feed's number in <see cref="SnapshotEntry.FeedIndex"/>, or −1 where the ledger has no such feed.</summary>
    short GetFeedIndex(string feed);

    /// <summary>The whole entry of a key that <see cref="TryFind"/> found.</summary>
    LedgerEntry Get(VehicleKey key);

    /// <summary>
    /// The whole entries of a feed that a file's silence means something for (active, in doubt, or closed by hand and not released)
    /// and whose index is not set in <paramref name="seen"/>, in the order of their keys.
    /// </summary>
    IEnumerable<LedgerEntry> Unseen(string feed, System.Collections.BitArray seen);

    /// <summary>The entries of a feed that have this configuration number, whether or not they have a VIN.</summary>
    IReadOnlyList<LedgerEntry> WithConfigurationNumber(string feed, string configurationNumber);

    /// <summary>The configuration numbers of the feed's active and in-doubt entries that have no VIN yet; few.</summary>
    IReadOnlySet<string> NumbersWithoutVin(string feed);

    /// <summary>What the closing rules need to know of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="since">The start of the time in which closes are counted.</param>
    FeedFacts GetFeedFacts(string feed, DateTimeOffset since);
}

/// <summary>What the closing rules need to know of a feed.</summary>
/// <param name="Active">Its active listings.</param>
/// <param name="ClosedRecently">Its listings closed since the time that was asked for, those listed again since included.</param>
/// <param name="HadFinalLineBreak">
/// Whether a file of its runs since the time that was asked for, or of the last one before, ended in a line break; null before its first run.
/// </param>
/// <param name="LastPlanId">The plan that was last carried out for it.</param>
/// <param name="LastPlannedAt">When that plan was made.</param>
/// <param name="MustReestablish">Whether the ledger was adopted or repaired and no run over the feed has ended since.</param>
/// <param name="LastBaseSerial">The ledger's serial when that plan was made.</param>
internal sealed record FeedFacts(
    int Active,
    int ClosedRecently,
    bool? HadFinalLineBreak,
    Guid? LastPlanId,
    DateTimeOffset? LastPlannedAt,
    bool MustReestablish,
    long? LastBaseSerial = null);

/// <summary>
/// The right to write, held until disposed. Every method is one durable transaction and checks that the lease is still ours;
/// a holder that lost it gets <see cref="LedgerFault.LeaseLost"/> and nothing is written.
/// </summary>
internal interface ILedgerWriter : IJournalStore, IAsyncDisposable
{
    /// <summary>The entry as it stands now.</summary>
    LedgerEntry? Get(VehicleKey key);

    /// <summary>The entries of several keys as they stand now, in one go where each would be a journey; without those that there are none of.</summary>
    IReadOnlyList<LedgerEntry> GetAll(IReadOnlyList<VehicleKey> keys) => [.. keys.Select(Get).OfType<LedgerEntry>()];

    /// <summary>The vehicle that has, or had, a car id on Izzylease; null where none has.</summary>
    VehicleKey? FindOwner(string remoteId);

    FeedFacts GetFeedFacts(string feed, DateTimeOffset since);

    /// <summary>How many listings of the account Izzylease said are gone, in all runs since a time.</summary>
    GoneFacts GoneSince(DateTimeOffset since);

    /// <summary>Whether a vehicle's id was adopted, or its car created anew, and no answer to an update has proved the id since.</summary>
    bool IsUnproved(VehicleKey key);

    void BeginRun(RunRecord run);

    /// <summary>
    /// As <see cref="IJournalStore.Write"/>, and notes in the same transaction that the ledger was adopted or repaired: each feed closes nothing
    /// until a run over its stock has ended.
    /// </summary>
    void Adopt(IReadOnlyList<OperationStep> steps);

    void EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now);
}

/// <summary>The right to write that reaches the bare tables.</summary>
internal interface ITablesWriter : ILedgerWriter
{
    /// <summary>From now on no other command of this process gets a share of the lease.</summary>
    /// <exception cref="LedgerException">One has a share already (<see cref="LedgerFault.Leased"/>).</exception>
    void RefuseSharing();

    /// <summary>Does something with the tables in one durable transaction.</summary>
    T InTables<T>(Func<ILedgerDatabase, T> work);

    /// <summary>Marks the ledger as moved in one durable commit: from then on it is refused, with where it went.</summary>
    void MoveAway(string place);
}
