using IzzyPS.Operations;
using IzzyPS.Sync;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// The right to write to one ledger, held by this process and shared by its runspaces: a row with a fence number and an expiry by
/// the database's clock, renewed by a timer; one connection for what it writes. No advisory lock: one outlived <c>kill -9</c> of its client.
/// </summary>
internal sealed class PostgresLease : ISharedLease
{
    private const int RenewalsInATime = 4;

    /// <summary>A connection that says nothing must not use up the whole lease: there is time for another.</summary>
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, PostgresLease> Held = new(StringComparer.Ordinal);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Lock _renewing = new();
    private readonly PostgresClaimant _claimant;
    private readonly PostgresDatabase _database;
    private readonly HashSet<Guid> _liveRuns = [];
    private readonly ITimer _timer;
    private LedgerIdentity _identity;
    private volatile Moment _renewed;
    private Task? _renewal;
    private int _holders = 1;
    private bool _isAlone;

    private PostgresLease(PostgresClaimant claimant, PostgresDatabase database, PostgresGrant grant, Moment asked)
    {
        _claimant = claimant;
        _database = database;
        _identity = grant.Identity;
        _renewed = asked;
        Fence = grant.Fence;
        JoinedRun = grant.Run;
        if (JoinedRun is { } run)
            _liveRuns.Add(run);
        claimant.Witness.NoteOrRefuse(_identity);
        _timer = TimeProvider.CreateTimer(_ => _ = TryRenewAsync(), null, Period, Period);
    }

    public long Fence { get; }

    public Guid? JoinedRun { get; }

    public string Location => _claimant.Address.Location;

    public TimeProvider TimeProvider => _claimant.Witness.TimeProvider;

    private string Name => GetName(_claimant);

    private TimeSpan Period => _claimant.LeaseTime / RenewalsInATime;

    internal static async Task<PostgresLease> AcquireAsync(PostgresClaimant claimant, TimeSpan wait, CancellationToken cancellationToken)
    {
        var time = claimant.Witness.TimeProvider;
        var start = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(claimant, cancellationToken, out var isSoon) is { } lease)
                return lease;
            // A run of the same plan is joined as soon as its operations are written down, or taken over when it has ended.
            var left = isSoon ? ShortPause : wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                using var database = PostgresDatabase.Open(claimant.Address, stop: cancellationToken);
                throw database.Guard(() => claimant.HeldByAnother(database));
            }

            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public T Read<T>(Func<ILedgerDatabase, T> read)
    {
        lock (_gate)
            return Guarded(() => read(_database));
    }

    public void ChangeLiveRuns(Action<ISet<Guid>> change)
    {
        lock (_gate)
            change(_liveRuns);
    }

    public long NextSerial(ILedgerDatabase ledger) => ledger.QueryNumber("SELECT serial + 1 FROM meta")!.Value;

    public T Write<T>(Func<ILedgerDatabase, T> write) => Transact(write);

    public IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger)
    {
        PostgresClaimant.Order((PostgresDatabase)ledger, TimeProvider.GetUtcNow());
        return PostgresRunners.FindLeftOperations(ledger, Fence, _liveRuns);
    }

    /// <summary>Only a transaction that ends dead runners can tell.</summary>
    public bool IsClean() => false;

    public bool LeaveRun(ILedgerDatabase ledger, Guid run)
    {
        PostgresClaimant.Order((PostgresDatabase)ledger, TimeProvider.GetUtcNow());
        return PostgresRunners.Leave(ledger, Fence, run);
    }

    public void ShareRun(ILedgerDatabase ledger, Guid run) => PostgresRunners.Share(ledger, Fence, run);

    public void NoteWaiting(ILedgerDatabase ledger, bool isWaiting) => PostgresRunners.NoteWaiting(ledger, Fence, isWaiting);

    public bool HasBusyOthers(ILedgerDatabase ledger, Guid run) => PostgresRunners.HasBusyOthers(ledger, Fence, run);

    public IReadOnlyList<Guid> Claim(ILedgerDatabase ledger, IReadOnlyList<Guid> candidates, int most) =>
        PostgresRunners.Claim((PostgresDatabase)ledger, Fence, candidates, most);

    /// <summary>Counts the ledger's serial on: last in a transaction, so that runners wait for each other no longer than a commit takes.</summary>
    internal static long AdvanceSerial(PostgresDatabase database) => database.Number("UPDATE meta SET serial = serial + 1 RETURNING serial")!.Value;

    private T Transact<T>(Func<PostgresDatabase, T> write)
    {
        lock (_gate)
        {
            var serial = 0L;
            var result = Guarded(() => _database.InTransaction(() =>
            {
                Hold(_database);
                var written = write(_database);
                serial = AdvanceSerial(_database);
                return written;
            }));
            Advance(serial);
            return result;
        }
    }

    /// <summary>Makes sure that the lease is still this holder's. FOR KEY SHARE lets the renewal pass, and keeps off who would end the runner.</summary>
    private void Hold(PostgresDatabase database)
    {
        const string StillHeld = "SELECT 1 FROM runner WHERE fence = $1 AND ended_at IS NULL AND expires_at > clock_timestamp() FOR KEY SHARE";
        if (database.Number(StillHeld, Fence) is null)
            throw Lost();
    }

    // For another half of its time at least. By both clocks: one stands still while a machine sleeps, the other can be set.
    public async ValueTask EnsureHeldAsync()
    {
        // Asked again after each renewal: this machine may have stood still while it waited for the answer.
        for (var mayBeOld = true; Age() > _claimant.LeaseTime / 2;)
        {
            var renewal = RenewAsync(out var isOwn);
            try
            {
                await renewal.ConfigureAwait(false);
            }
            catch (LedgerException exception) when (exception.Fault == LedgerFault.Storage && !isOwn && mayBeOld)
            {
                mayBeOld = false; // It began before this question, on a connection that may have died since.
            }
        }
    }

    public void BeAlone()
    {
        lock (Held)
            _isAlone = _holders == 1 ? true : throw LedgerRefusal.Shared(_claimant.Address.Location);
    }

    public void Retire() => _claimant.Witness.Retire();

    public void Release()
    {
        lock (Held)
        {
            if (--_holders > 0)
                return;
            Held.Remove(Name);
            _timer.Dispose();
            using (_database)
            {
                try
                {
                    using var database = PostgresDatabase.Open(_claimant.Address);
                    database.Guard(() => database.Execute(
                        "UPDATE runner SET ended_at = $2 WHERE fence = $1 AND ended_at IS NULL", Fence, TimeProvider.GetUtcNow()));
                    _claimant.Witness.Note(_identity);
                }
                catch (LedgerException)
                {
                    // The server is gone: the lease ends with its time.
                }
            }
        }
    }

    private static string GetName(PostgresClaimant claimant) => $"{claimant.Address.Location} {claimant.Address.Schema} {claimant.Seat}";

    private static PostgresLease? TryAcquire(PostgresClaimant claimant, CancellationToken stop, out bool isSoon)
    {
        isSoon = false;
        lock (Held)
        {
            if (Held.TryGetValue(GetName(claimant), out var held))
            {
                if (held._isAlone || !held.KeepsToItself())
                    return null;
                held._holders++;
                return held;
            }

            var database = PostgresDatabase.Open(claimant.Address, stop: stop);
            try
            {
                var asked = Moment.Now(claimant.Witness.TimeProvider);
                (var grant, isSoon) = claimant.TryTake(database);
                if (grant is not null)
                    return Held[GetName(claimant)] = new PostgresLease(claimant, database, grant, asked);
                database.Dispose();
                return null;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
    }

    /// <summary>Lets nobody join any more, because this process has a second run now; too late where somebody has joined.</summary>
    private bool KeepsToItself() => Transact(database =>
    {
        PostgresClaimant.Order(database, TimeProvider.GetUtcNow());
        if (database.Number("SELECT 1 FROM runner WHERE fence <> $1 AND ended_at IS NULL", Fence) is not null)
            return false;
        database.Execute("UPDATE runner SET plan = NULL, run_id = NULL WHERE fence = $1", Fence);
        return true;
    });

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return _database.Guard(work);
        }
        catch (LedgerException exception)
        {
            if ((exception.Fault == LedgerFault.Storage && IsLost()))
                throw Lost(exception);
            throw;
        }
    }

    /// <summary>
    /// Whether a connection broke because this machine, or the database, was away for longer than the lease: then what counts is who
    /// has the ledger now. Waits for the renewal itself, which needs no thread of the pool to be waited for.
    /// </summary>
    private bool IsLost()
    {
        try
        {
            while (Age() > _claimant.LeaseTime)
                RenewAsync(out _).GetAwaiter().GetResult();
            return false;
        }
        catch (LedgerException exception)
        {
            return exception.Fault == LedgerFault.LeaseLost;
        }
    }

    private void Advance(long serial)
    {
        _identity = _identity with { Serial = serial };
        _claimant.Witness.NoteNowAndThen(_identity);
    }

    private TimeSpan Age()
    {
        var renewed = _renewed;
        var (byTimestamp, byTime) = (TimeProvider.GetElapsedTime(renewed.Timestamp), TimeProvider.GetUtcNow() - renewed.Time);
        return byTimestamp > byTime ? byTimestamp : byTime;
    }

    private async Task TryRenewAsync()
    {
        try
        {
            await RenewAsync(out _).ConfigureAwait(false);
        }
        catch (LedgerException)
        {
            // The next one may come through; until then nothing is sent that the lease might not outlast.
        }
    }

    /// <summary>
    /// One renewal at a time, which all wait for, on a thread of its own: where the pool's are all taken, a socket that is read on one
    /// of them may wait for another until the lease is over.
    /// </summary>
    /// <param name="isOwn">Whether it begins now, and not some time ago.</param>
    private Task RenewAsync(out bool isOwn)
    {
        lock (_renewing)
        {
            isOwn = _renewal is not { IsCompleted: false };
            return isOwn
                ? _renewal = Task.Factory.StartNew(Renew, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default)
                : _renewal!;
        }
    }

    /// <exception cref="LedgerException">It is another's by now, or has ended with its time; or the database can't be reached.</exception>
    private void Renew()
    {
        var asked = Moment.Now(TimeProvider);
        using var database = PostgresDatabase.Open(_claimant.Address, Period > ShortestPatience ? Period : ShortestPatience);
        var isHeld = database.Guard(() => database.Execute(
            "UPDATE runner SET expires_at = clock_timestamp() + $2 WHERE fence = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()",
            Fence,
            _claimant.LeaseTime)) > 0;
        if (!isHeld)
            throw Lost();
        _renewed = asked;
    }

    private LedgerException Lost(LedgerException? cause = null) => new(
        LedgerFault.LeaseLost,
        $"This run lost the ledger '{_claimant.Address.Location}' to {WhoHasIt()}: nothing more is sent or written by it.{(cause is { Fault: LedgerFault.Storage } ? " Its connection had broken before." : string.Empty)}",
        cause);

    private string WhoHasIt()
    {
        try
        {
            using var database = PostgresDatabase.Open(_claimant.Address, ShortestPatience);
            return database.Guard(() =>
            {
                using var rows = database.Query("SELECT holder FROM runner WHERE fence > $1 ORDER BY fence DESC LIMIT 1", Fence);
                return rows.Step() ? rows.Text(0)! : "nobody: it gave no sign of life in time";
            });
        }
        catch (LedgerException)
        {
            return "another run"; // Which one can't be asked now; that it is lost is certain.
        }
    }

    /// <summary>A moment by both clocks of this machine.</summary>
    private sealed record Moment(long Timestamp, DateTimeOffset Time)
    {
        internal static Moment Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());
    }
}
