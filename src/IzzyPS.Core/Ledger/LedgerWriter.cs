using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger;

/// <summary>One command's share of the lease.</summary>
internal class LedgerWriter(IWriteLease lease) : ITablesWriter
{
    /// <summary>The tables of every kind of subject. Whichever command holds the lease next, it must be able to recover the operations of all kinds.</summary>
    private static readonly IReadOnlyList<ISubjectTables> Subjects = [VehicleTable.Instance];

    private readonly HashSet<Guid> _runs = lease.JoinedRun is { } joined ? [joined] : [];
    private readonly long _foundSerial = lease.FoundSerial;
    private RunProgressWriter? _progress;
    private bool _isDisposed;

    internal static ILedgerWriter Create(IWriteLease lease) => lease is ISharedLease shared ? new SharedLedgerWriter(shared) : new LedgerWriter(lease);

    public bool IsUnwrittenSince(long serial) => _foundSerial == serial;

    public IReadOnlyList<Operation> Recover(DateTimeOffset now)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.IsClean() ? [] : Write(ledger => OperationRecovery.EndLeft(
            ledger, [.. lease.FindLeftOperations(ledger).Select(left => new LeftOperation(left.Operation, left.IsCarriedOn))], Subjects, lease.Fence, now));
    }

    public LedgerEntry? Get(VehicleKey key) => GetAll([key]) is [var entry] ? entry : null;

    public IReadOnlyList<LedgerEntry> GetAll(IReadOnlyList<VehicleKey> keys) => Read(ledger => EntryReader.ReadAll(ledger, keys));

    public VehicleKey? FindOwner(string remoteId) => Read<VehicleKey?>(ledger =>
    {
        using var rows = ledger.Query("SELECT key FROM vehicle WHERE remote_id = $1", remoteId);
        return rows.Step() ? new VehicleKey(rows.GetText(0)!) : null;
    });

    public Operation? GetOperation(Guid id) => Read(ledger => OperationReader.Get(ledger, id));

    public FeedFacts GetFeedFacts(string feed, DateTimeOffset since) => Read(ledger => FeedReader.ReadFacts(ledger, feed, since));

    public FeedMemory GetFeedMemory(string feed) => Read(ledger => FeedMemoryTable.Read(ledger, feed));

    public GoneFacts GetGoneFacts(DateTimeOffset since) => Read(ledger => GoneReader.ReadFacts(ledger, since));

    public bool IsUnproved(VehicleKey key) => Read(ledger => GoneReader.IsUnproved(ledger, key));

    public void BeginRun(RunRecord run)
    {
        Write(ledger => RunTable.Begin(ledger, run));
        lease.ChangeLiveRuns(runs => runs.Add(run.Id));
        _runs.Add(run.Id);
    }

    public void TrackProgress(Guid runId, RunCounts known, Func<RunCounts> count) => _progress = new RunProgressWriter(runId, known, count, lease.TimeProvider);

    public void Write(IReadOnlyList<OperationStep> steps) => Write(steps, adopts: false);

    public void Adopt(IReadOnlyList<OperationStep> steps) => Write(steps, adopts: true);

    public void Note(Guid runId, FeedNote note, DateTimeOffset now) => Write(ledger =>
    {
        FeedMemoryTable.Write(ledger, runId, note, now);
        return true;
    });

    public RunOutcome EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now)
    {
        _progress = null;
        var recorded = Write(ledger =>
            lease.LeaveRun(ledger, runId) ? RunTable.End(ledger, runId, outcome, counts, now, lease.GetNextSerial(ledger)) : outcome);
        lease.ChangeLiveRuns(runs => runs.Remove(runId));
        _runs.Remove(runId);
        return recorded;
    }

    public void RefuseSharing() => lease.RefuseSharing();

    public T WriteTables<T>(Func<ILedgerDatabase, T> work) => Write(work);

    public void MoveAway(string place)
    {
        lease.Retire();
        Write(ledger => ledger.Execute("UPDATE meta SET moved_to = $1", place));
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return ValueTask.CompletedTask;
        _isDisposed = true;
        // Operations that this command's runs left open now count as the operations of a killed run: the next writer recovers them.
        lease.ChangeLiveRuns(runs => runs.ExceptWith(_runs));
        lease.Release();
        return ValueTask.CompletedTask;
    }

    private protected T Read<T>(Func<ILedgerDatabase, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(read);
    }

    private protected T Write<T>(Func<ILedgerDatabase, T> write)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Write(write);
    }

    private void Write(IReadOnlyList<OperationStep> steps, bool adopts)
    {
        if (steps.FirstOrDefault(step => !Subjects.Contains(step.Tables)) is { } unknown)
            throw new InvalidOperationException($"The tables of the subject kind '{unknown.Tables.Kind}' are not in {nameof(LedgerWriter)}.{nameof(Subjects)}: after a kill its operations could not be recovered.");
        try
        {
            Write(ledger => WriteWithProgress(ledger, () => WriteAll(ledger, steps, adopts)));
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            // The steps are written in lists, so the exception does not say which step is refused. Writing the steps one by one finds it.
            Write(ledger => WriteWithProgress(ledger, () => WriteEach(ledger, steps, adopts)));
        }

        _progress?.NoteCommitted();
    }

    private int WriteWithProgress(ILedgerDatabase ledger, Func<int> write)
    {
        var written = write();
        _progress?.WriteIfDue(ledger);
        return written;
    }

    private int WriteAll(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, bool adopts)
    {
        if (adopts)
            ledger.Execute("UPDATE meta SET adopted_serial = $1", lease.GetNextSerial(ledger));
        OperationTable.Write(ledger, steps, lease.Fence, lease.TimeProvider.GetUtcNow());
        return steps.Count;
    }

    private int WriteEach(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, bool adopts)
    {
        for (var index = 0; index < steps.Count; index++)
        {
            try
            {
                WriteAll(ledger, [steps[index]], adopts && index == 0);
            }
            catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
            {
                throw LedgerConflict.Describe(steps[index], index, lease.Location, exception);
            }
        }

        return steps.Count;
    }
}
