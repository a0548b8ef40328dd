using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Operations;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>One run's share of the lease.</summary>
internal sealed class SqliteLedgerWriter(SqliteLease lease) : ITablesWriter
{
    private readonly HashSet<Guid> _runs = [];
    private bool _isDisposed;

    public IReadOnlyList<Operation> Recover(DateTimeOffset now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => lease.Journal.IsAnyLeft(lease.LiveRuns) || !lease.IsHeld()) ? Write(() => lease.Journal.Recover(lease.LiveRuns, now)) : [];
    }

    public LedgerEntry? Get(VehicleKey key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => lease.Journal.Get(key));
    }

    public VehicleKey? OwnerOf(string remoteId)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => lease.Journal.OwnerOf(remoteId));
    }

    public Operation? GetOperation(Guid id)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => lease.Journal.GetOperation(id));
    }

    public FeedFacts FactsOf(string feed, DateTimeOffset since)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => lease.Journal.Facts(feed, since));
    }

    public GoneFacts GoneSince(DateTimeOffset since)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => GoneReader.Facts(lease.Database, since));
    }

    public bool IsUnproved(VehicleKey key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(() => GoneReader.IsUnproved(lease.Database, key));
    }

    public void BeginRun(RunRecord run) => Write(() =>
    {
        lease.Journal.BeginRun(run);
        lease.LiveRuns.Add(run.Id);
        return _runs.Add(run.Id);
    });

    public void Write(IReadOnlyList<LedgerWrite> writes) => Write(() => lease.Journal.Write(writes));

    public void Adopt(IReadOnlyList<LedgerWrite> writes) => Write(() => lease.Journal.Adopt(writes));

    public void EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now) => Write(() =>
    {
        lease.Journal.EndRun(runId, outcome, counts, now);
        lease.LiveRuns.Remove(runId);
        return _runs.Remove(runId);
    });

    public void BeAlone() => lease.BeAlone();

    public T InTables<T>(Func<ILedgerTables, T> work) => Write(() => work(lease.Database));

    public void MoveAway(string place)
    {
        lease.Retire();
        _ = InTables(tables => tables.Execute("UPDATE meta SET moved_to = $1", place));
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return ValueTask.CompletedTask;
        _isDisposed = true;
        // What its runs left is from now on what a killed run left.
        lease.Read(() =>
        {
            lease.LiveRuns.ExceptWith(_runs);
            return 0;
        });
        lease.Release();
        return ValueTask.CompletedTask;
    }

    private T Write<T>(Func<T> write)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Write(write);
    }
}
