using IzzyPS.Ledger;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;

namespace IzzyPS.Benchmarks;

/// <summary>The real ledger with one commit for each row, for comparison with batched commits.</summary>
internal sealed class RowByRowLedger(ILedger ledger) : ILedger
{
    public string Location => ledger.Location;

    public Guid Lineage => ledger.Lineage;

    public long Serial => ledger.Serial;

    public ILedgerSnapshot OpenSnapshot() => ledger.OpenSnapshot();

    public IEnumerable<LedgerEntry> Find(LedgerQuery query) => ledger.Find(query);

    public IReadOnlyList<VinLine> FindVins(string start, int most) => ledger.FindVins(start, most);

    public IReadOnlyList<Operation> FindInDoubt() => ledger.FindInDoubt();

    public IEnumerable<Operation> FindOperations(OperationQuery query) => ledger.FindOperations(query);

    public LedgerOverview ReadOverview() => ledger.ReadOverview();

    public IReadOnlyList<HistoryLine> ReadHistory(VehicleKey key) => ledger.ReadHistory(key);

    public IEnumerable<ArchivedVehicle> ReadArchive() => ledger.ReadArchive();

    public IReadOnlyList<string> FindDamage() => ledger.FindDamage();

    public void CopyTo(string path) => ledger.CopyTo(path);

    public string KeepBackup(string occasion) => ledger.KeepBackup(occasion);

    public async Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken) =>
        new Writer(await ledger.AcquireLeaseAsync(holder, wait, cancellationToken));

    public void Dispose() => ledger.Dispose();

    private sealed class Writer(ILedgerWriter writer) : ILedgerWriter
    {
        public bool IsUnwrittenSince(long serial) => writer.IsUnwrittenSince(serial);

        public IReadOnlyList<Operation> Recover(DateTimeOffset now) => writer.Recover(now);

        public LedgerEntry? Get(VehicleKey key) => writer.Get(key);

        public VehicleKey? FindOwner(string remoteId) => writer.FindOwner(remoteId);

        public Operation? GetOperation(Guid id) => writer.GetOperation(id);

        public FeedFacts GetFeedFacts(string feed, DateTimeOffset since) => writer.GetFeedFacts(feed, since);

        public FeedMemory GetFeedMemory(string feed) => writer.GetFeedMemory(feed);

        public GoneFacts GetGoneFacts(DateTimeOffset since) => writer.GetGoneFacts(since);

        public bool IsUnproved(VehicleKey key) => writer.IsUnproved(key);

        public void BeginRun(RunRecord run) => writer.BeginRun(run);

        public void Write(IReadOnlyList<OperationStep> steps)
        {
            foreach (var step in steps)
                writer.Write([step]);
        }

        public void Adopt(IReadOnlyList<OperationStep> steps) => writer.Adopt(steps);

        public void Note(Guid runId, FeedNote note, DateTimeOffset now) => writer.Note(runId, note, now);

        public void TrackProgress(Guid runId, RunCounts known, Func<RunCounts> count) => writer.TrackProgress(runId, known, count);

        public RunOutcome EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now) => writer.EndRun(runId, outcome, counts, now);

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
