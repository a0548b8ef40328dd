using System.Collections;
using IzzyPS.Ledger;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;

namespace IzzyPS.Benchmarks;

/// <summary>A ledger that stores nothing, for the same run without a journal.</summary>
internal sealed class NullLedger : ILedger
{
    public string Location => "nowhere";

    public Guid Lineage { get; } = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public long Serial => 0;

    public ILedgerSnapshot OpenSnapshot() => new Snapshot(Lineage);

    public IEnumerable<LedgerEntry> Find(LedgerQuery query) => [];

    public IReadOnlyList<VinLine> FindVins(string start, int most) => [];

    public IReadOnlyList<Operation> FindInDoubt() => [];

    public IEnumerable<Operation> FindOperations(OperationQuery query) => [];

    public LedgerOverview ReadOverview() => throw CreateNotSupported();

    public IReadOnlyList<HistoryLine> ReadHistory(VehicleKey key) => [];

    public IEnumerable<ArchivedVehicle> ReadArchive() => [];

    public IReadOnlyList<string> FindDamage() => [];

    public void CopyTo(string path) => throw CreateNotSupported();

    public string KeepBackup(string occasion) => throw CreateNotSupported();

    public Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken) =>
        Task.FromResult<ILedgerWriter>(new Writer());

    public void Dispose()
    {
    }

    private static NotSupportedException CreateNotSupported() => new("This ledger stores nothing.");

    private static FeedFacts NoFacts => new(0, 0, null, null, null, MustReestablish: false);

    private sealed class Snapshot(Guid lineage) : ILedgerSnapshot
    {
        public Guid Lineage => lineage;

        public long Serial => 0;

        public int Count => 0;

        public bool TryFind(VehicleKey key, out SnapshotEntry entry)
        {
            entry = default;
            return false;
        }

        public short GetFeedIndex(string feed) => -1;

        public LedgerEntry Get(VehicleKey key) => throw new KeyNotFoundException();

        public IEnumerable<LedgerEntry> FindUnseen(string feed, BitArray seen) => [];

        public IReadOnlyList<LedgerEntry> FindByConfigurationNumber(string feed, string configurationNumber) => [];

        public IReadOnlyList<LedgerEntry> FindBySimilarNumber(string feed, string configurationNumber) => [];

        public IReadOnlySet<(VehicleKey Key, string Detail)> FindHeldBack(IReadOnlyCollection<VehicleKey> keys) => new HashSet<(VehicleKey Key, string Detail)>();

        public IReadOnlySet<string> FindNumbersWithoutVin(string feed) => new HashSet<string>();

        public FeedFacts GetFeedFacts(string feed, DateTimeOffset since) => NoFacts;

        public FeedMemory GetFeedMemory(string feed) => FeedMemory.Empty;

        public void Dispose()
        {
        }
    }

    private sealed class Writer : ILedgerWriter
    {
        public bool IsUnwrittenSince(long serial) => true;

        public IReadOnlyList<Operation> Recover(DateTimeOffset now) => [];

        public LedgerEntry? Get(VehicleKey key) => null;

        public VehicleKey? FindOwner(string remoteId) => null;

        public Operation? GetOperation(Guid id) => null;

        public FeedFacts GetFeedFacts(string feed, DateTimeOffset since) => NoFacts;

        public FeedMemory GetFeedMemory(string feed) => FeedMemory.Empty;

        public GoneFacts GetGoneFacts(DateTimeOffset since) => new(0, 0);

        public bool IsUnproved(VehicleKey key) => false;

        public void BeginRun(RunRecord run)
        {
        }

        public void Write(IReadOnlyList<OperationStep> steps)
        {
        }

        public void Note(Guid runId, FeedNote note, DateTimeOffset now)
        {
        }

        public void Adopt(IReadOnlyList<OperationStep> steps)
        {
        }

        public void TrackProgress(Guid runId, RunCounts known, Func<RunCounts> count)
        {
        }

        public RunOutcome EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now) => outcome;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
