using IzzyPS.Hashing;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger;

/// <summary>
/// The only record of what is listed: the dealer API has no request that lists the cars. The ledger is a SQLite file or a PostgreSQL database.
/// Reading takes no lease and sees the ledger as of one moment. Writing needs the lease (<see cref="ILedgerWriter"/>).
/// </summary>
internal interface ILedger : IDisposable
{
    /// <summary>Where the ledger is: the path of a file, or the address of a database without its password.</summary>
    string Location { get; }

    /// <summary>The id that the ledger got when it was created. A plan can be carried out only on the ledger with the plan's lineage.</summary>
    Guid Lineage { get; }

    /// <summary>The number of commits that changed something. The number never falls.</summary>
    long Serial { get; }

    /// <summary>
    /// Opens a consistent view of one moment, for planning. A vehicle whose create is in <c>Sending</c> appears as in doubt there; a vehicle whose
    /// update or close is in <c>Sending</c> appears as unconfirmed.
    /// </summary>
    ILedgerSnapshot OpenSnapshot();

    /// <summary>Finds the entries that match the query, in the order of their keys.</summary>
    IEnumerable<LedgerEntry> Find(LedgerQuery query);

    /// <summary>
    /// Finds the first <paramref name="most"/> vehicles whose VIN begins with a text, in the order of their VINs. The time depends on
    /// <paramref name="most"/>, not on the size of the ledger.
    /// </summary>
    IReadOnlyList<VinLine> FindVins(string start, int most);

    /// <summary>
    /// Finds the operations in doubt, oldest first. Creates in <c>Sending</c> are among them where no living run holds the ledger: a run was killed
    /// while it sent them.
    /// </summary>
    IReadOnlyList<Operation> FindInDoubt();

    /// <summary>Finds the operations that match the query, oldest first.</summary>
    IEnumerable<Operation> FindOperations(OperationQuery query);

    /// <summary>Counts the vehicles of the ledger and of each feed by their state.</summary>
    LedgerOverview ReadOverview();

    /// <summary>Reads everything that happened to a vehicle, oldest first; empty where the ledger does not know the vehicle.</summary>
    IReadOnlyList<HistoryLine> ReadHistory(VehicleKey key);

    /// <summary>Reads what a backup keeps of every vehicle, in the order of their keys and as of one moment.</summary>
    IEnumerable<ArchivedVehicle> ReadArchive();

    /// <summary>Reads the whole ledger and describes each damage; empty where the ledger is whole.</summary>
    IReadOnlyList<string> FindDamage();

    /// <summary>Copies the whole ledger as of one moment to a file that does not exist yet. A run may write meanwhile.</summary>
    /// <exception cref="LedgerException">The copy can't be written (<see cref="LedgerFault.Storage"/>).</exception>
    void CopyTo(string path);

    /// <summary>Copies the ledger to the folder of its backups. The five newest backups are kept; older ones are deleted.</summary>
    /// <param name="occasion">The step that the backup is made before; the word becomes a part of the file's name: <c>import</c>, <c>upgrade</c>.</param>
    /// <returns>The path of the backup.</returns>
    string KeepBackup(string occasion);

    /// <summary>Takes the lease: each account has at most one writer.</summary>
    /// <param name="holder">The command, user, host and process that ask; others who ask meanwhile see them in their error.</param>
    /// <param name="wait">How long to wait for another run to end; zero fails at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LedgerException">Another run holds the lease (<see cref="LedgerFault.Leased"/>).</exception>
    Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>Which entries of the ledger to find. A condition that is null matches every entry.</summary>
/// <param name="VinPattern">A VIN in which <c>*</c> and <c>?</c> are wildcards; upper and lower case are equal.</param>
/// <param name="State">The listing's state.</param>
/// <param name="MakePattern">A make in which <c>*</c> and <c>?</c> are wildcards; upper and lower case are equal.</param>
/// <param name="Feed">The feed.</param>
internal sealed record LedgerQuery(string? VinPattern = null, ListingState? State = null, string? MakePattern = null, string? Feed = null);

/// <summary>
/// The part of an entry with which planning sees whether a vehicle changed. The rest of the entry is read only where the vehicle did change.
/// </summary>
/// <param name="Index">The entry's position in the snapshot, 0 to <see cref="ILedgerSnapshot.Count"/> − 1.</param>
/// <param name="PayloadHash">The hash of the car as last acknowledged; while a create is in doubt, of the car as sent.</param>
/// <param name="State">The listing's state; <see cref="ListingState.InDoubt"/> while a create is in doubt.</param>
/// <param name="IsPlain">Whether the listing is active, confirmed and has the partner's own prices. An equal hash then means that nothing is to be sent.</param>
/// <param name="FeedIndex">The feed's number (<see cref="ILedgerSnapshot.GetFeedIndex"/>).</param>
internal readonly record struct SnapshotEntry(int Index, ContentHash PayloadHash, ListingState State, bool IsPlain, short FeedIndex);

/// <summary>The ledger as of one moment.</summary>
internal interface ILedgerSnapshot : IDisposable
{
    Guid Lineage { get; }

    long Serial { get; }

    /// <summary>The number of entries, closed ones included.</summary>
    int Count { get; }

    bool TryFind(VehicleKey key, out SnapshotEntry entry);

    /// <summary>Gets the feed's number in <see cref="SnapshotEntry.FeedIndex"/>; −1 where the ledger has no such feed.</summary>
    short GetFeedIndex(string feed);

    /// <summary>Reads the whole entry of a key that <see cref="TryFind"/> found.</summary>
    LedgerEntry Get(VehicleKey key);

    /// <summary>
    /// Finds the feed's entries that the stock lacks and that this matters for: the entries whose index is not set in <paramref name="seen"/>
    /// and that are active, in doubt, or closed by hand and not released. They come whole and in the order of their keys.
    /// </summary>
    IEnumerable<LedgerEntry> FindUnseen(string feed, System.Collections.BitArray seen);

    /// <summary>Finds the entries of a feed with a configuration number, whether or not they have a VIN.</summary>
    IReadOnlyList<LedgerEntry> FindByConfigurationNumber(string feed, string configurationNumber);

    /// <summary>
    /// Finds the entries of a feed whose configuration number is the same but for what spreadsheets and people do to numbers (<see cref="Vehicles.NumberFold"/>).
    /// </summary>
    IReadOnlyList<LedgerEntry> FindBySimilarNumber(string feed, string configurationNumber);

    /// <summary>Finds the configuration numbers of the feed's active and in-doubt entries that have no VIN yet. There are few of them.</summary>
    IReadOnlySet<string> FindNumbersWithoutVin(string feed);

    /// <summary>Finds what guards have held back of vehicles in earlier runs: the details of <see cref="VehicleEventKind.HeldBack"/>.</summary>
    IReadOnlySet<(VehicleKey Key, string Detail)> FindHeldBack(IReadOnlyCollection<VehicleKey> keys);

    /// <summary>Reads what the rules for closing need to know about a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="since">The start of the period in which closes are counted.</param>
    FeedFacts GetFeedFacts(string feed, DateTimeOffset since);

    /// <summary>Reads what earlier runs over the feed's stock left for the guards on closing.</summary>
    FeedMemory GetFeedMemory(string feed);
}

/// <summary>What the rules for closing need to know about a feed. Closes are counted over a period that ends now.</summary>
/// <param name="Active">The number of the feed's active listings.</param>
/// <param name="ClosedRecently">The number of the feed's listings that were closed within the period, including listings that are active again.</param>
/// <param name="HadFinalLineBreak">
/// Whether the files of a run ended in a line break: of any run within the period, or of the last run before the period. Null before the feed's
/// first run over a stock.
/// </param>
/// <param name="LastPlanId">The newest plan that was carried out for the feed.</param>
/// <param name="LastPlannedAt">When that plan was made.</param>
/// <param name="MustReestablish">Whether the ledger was adopted or repaired and no run over the feed's stock has finished since.</param>
/// <param name="LastBaseSerial">The ledger's serial when that plan was made.</param>
/// <param name="HeldBase">How many were listed before the first run that held closes back, or that did not judge them; null where there is no such run.</param>
internal sealed record FeedFacts(
    int Active,
    int ClosedRecently,
    bool? HadFinalLineBreak,
    Guid? LastPlanId,
    DateTimeOffset? LastPlannedAt,
    bool MustReestablish,
    long? LastBaseSerial = null,
    int? HeldBase = null)
{
    /// <summary>The number of active listings that the limits are measured against. Listings made since closes were held back, or were not judged, don't count.</summary>
    internal int CountedActive => Math.Min(Active, HeldBase ?? Active);
}

/// <summary>
/// The right to write, which ends when the writer is disposed. Every method is one durable transaction, which first checks that this writer still
/// has the lease. A writer that lost the lease gets <see cref="LedgerFault.LeaseLost"/>, and nothing is written.
/// </summary>
internal interface ILedgerWriter : IJournalStore, IAsyncDisposable
{
    /// <summary>Whether nobody had written to the ledger since it had a serial, until this writer took the lease.</summary>
    bool IsUnwrittenSince(long serial);

    /// <summary>Reads the entry as it is now.</summary>
    LedgerEntry? Get(VehicleKey key);

    /// <summary>
    /// Reads the entries of several keys as they are now; keys without an entry are left out. A database on a server is asked once for all keys,
    /// because each query is a round trip.
    /// </summary>
    IReadOnlyList<LedgerEntry> GetAll(IReadOnlyList<VehicleKey> keys) => [.. keys.Select(Get).OfType<LedgerEntry>()];

    /// <summary>Finds the vehicle that has, or had, a car id on Izzylease; null where no vehicle has.</summary>
    VehicleKey? FindOwner(string remoteId);

    /// <inheritdoc cref="ILedgerSnapshot.GetFeedFacts"/>
    FeedFacts GetFeedFacts(string feed, DateTimeOffset since);

    /// <inheritdoc cref="ILedgerSnapshot.GetFeedMemory"/>
    FeedMemory GetFeedMemory(string feed);

    /// <summary>Counts the listings of the account that Izzylease reported as gone, in all runs since a time.</summary>
    GoneFacts GetGoneFacts(DateTimeOffset since);

    /// <summary>
    /// Whether a vehicle's car id is still unproved: the id was adopted, or the car was created anew, and no update has been acknowledged since.
    /// </summary>
    bool IsUnproved(VehicleKey key);

    void BeginRun(RunRecord run);

    /// <summary>
    /// Shows to readers of the ledger how far a run of this writer has come. From now on the writer's commits take the counts along, at most once
    /// a second.
    /// </summary>
    /// <param name="runId">The run, which has begun.</param>
    /// <param name="known">The counts that the ledger has already from this runner, or does not need from it.</param>
    /// <param name="count">Counts the changes that this runner has ended. Another thread calls it, and it must return at once.</param>
    void TrackProgress(Guid runId, RunCounts known, Func<RunCounts> count);

    /// <summary>
    /// Does what <see cref="IJournalStore.Write"/> does, and marks the ledger in the same transaction as adopted or repaired. After that no feed
    /// closes anything until a run over its stock has finished.
    /// </summary>
    void Adopt(IReadOnlyList<OperationStep> steps);

    /// <summary>Writes what a run leaves for the guards. A note that is known when the run begins is in its <see cref="RunRecord.Notes"/>.</summary>
    /// <param name="runId">The run, which has begun.</param>
    /// <param name="note">The note.</param>
    /// <param name="now">The time.</param>
    void Note(Guid runId, FeedNote note, DateTimeOffset now);

    /// <summary>
    /// Ends a run, or this runner's part of a run that others carry on. The last runner cancels the planned operations that nobody sent. A run
    /// with such operations has not finished, whatever the runner says: it ends as <see cref="RunOutcome.Stopped"/>.
    /// </summary>
    /// <param name="runId">The run.</param>
    /// <param name="outcome">How the run ended for this runner.</param>
    /// <param name="counts">The number of vehicles by their outcome, of this runner.</param>
    /// <param name="now">The time.</param>
    /// <returns>The outcome that the ledger has recorded; the given outcome where other runners carry the run on.</returns>
    RunOutcome EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now);
}

/// <summary>A writer that can also work on the tables directly.</summary>
internal interface ITablesWriter : ILedgerWriter
{
    /// <summary>Makes the lease exclusive: from now on no other command of this process gets a share of it.</summary>
    /// <exception cref="LedgerException">Another command has a share already (<see cref="LedgerFault.Leased"/>).</exception>
    void RefuseSharing();

    /// <summary>Runs <paramref name="work"/> on the tables in one durable transaction.</summary>
    T WriteTables<T>(Func<ILedgerDatabase, T> work);

    /// <summary>
    /// Marks the ledger as moved, in one durable commit. From then on opening it is refused with a message that names <paramref name="place"/>.
    /// </summary>
    void MoveAway(string place);
}
