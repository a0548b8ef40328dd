
namespace IzzyPS.Storage.Postgres;

/// <summary>
/// The lease on one ledger: the right to write to it. One process holds the lease, and the runspaces of the process share it. The lease is a row
/// with a fence number and an expiry by the database's clock. <see cref="PostgresRenewal"/> renews the row. All writes use one connection.
/// The lease is not an advisory lock, because an advisory lock outlived the <c>kill -9</c> of its client.
/// </summary>
internal sealed class PostgresLease : ISharedLease
{
    private static readonly Dictionary<string, PostgresLease> Held = new(StringComparer.Ordinal);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly PostgresClaimant _claimant;
    private readonly PostgresDatabase _database;
    private readonly HashSet<Guid> _liveRuns = [];
    private readonly PostgresRenewal _renewal;
    private LedgerIdentity _identity;
    private int _holders = 1;
    private bool _isAlone;

    private PostgresLease(PostgresClaimant claimant, PostgresDatabase database, PostgresGrant grant, LeaseMoment asked)
    {
        _claimant = claimant;
        _database = database;
        _identity = grant.Identity;
        FoundSerial = grant.Identity.Serial - 1; // Taking the lease has advanced the serial.
        Fence = grant.Fence;
        JoinedRun = grant.Run;
        if (JoinedRun is { } run)
            _liveRuns.Add(run);
        claimant.Witness.NoteOrRefuse(_identity);
        _renewal = new PostgresRenewal(claimant, Fence, asked);
    }

    public long Fence { get; }

    public long FoundSerial { get; private set; }

    public Guid? JoinedRun { get; }

    public string Location => _claimant.Address.Location;

    public TimeProvider TimeProvider => _claimant.Witness.TimeProvider;

    private string Name => GetName(_claimant);

    internal static async Task<PostgresLease> AcquireAsync(PostgresClaimant claimant, TimeSpan wait, CancellationToken cancellationToken)
    {
        var time = claimant.Witness.TimeProvider;
        var start = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(claimant, cancellationToken, out var isSoon) is { } lease)
                return lease;
            // A run of the same plan is joined as soon as its operations are in the journal. A run that has ended is taken over.
            var left = isSoon ? ShortPause : wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                using var database = PostgresDatabase.Open(claimant.Address, stop: cancellationToken);
                throw database.Guard(() => claimant.CreateHeldByAnother(database));
            }

            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public T Read<T>(Func<ILedgerDatabase, T> read)
    {
        lock (_gate)
            return RunGuarded(() => read(_database));
    }

    public void ChangeLiveRuns(Action<ISet<Guid>> change)
    {
        lock (_gate)
            change(_liveRuns);
    }

    public long GetNextSerial(ILedgerDatabase ledger) => ledger.QueryNumber("SELECT serial + 1 FROM meta")!.Value;

    public T Write<T>(Func<ILedgerDatabase, T> write) => Transact(write);

    public IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger)
    {
        PostgresClaimant.LockAndEndExpired((PostgresDatabase)ledger, TimeProvider.GetUtcNow());
        return PostgresRunners.FindLeftOperations(ledger, Fence, _liveRuns);
    }

    /// <summary>Always false: only a transaction that ends dead runners knows whether operations are left.</summary>
    public bool IsClean() => false;

    public bool LeaveRun(ILedgerDatabase ledger, Guid run)
    {
        PostgresClaimant.LockAndEndExpired((PostgresDatabase)ledger, TimeProvider.GetUtcNow());
        return PostgresRunners.Leave(ledger, Fence, run);
    }

    public void ShareRun(ILedgerDatabase ledger, Guid run) => PostgresRunners.Share(ledger, Fence, run);

    public void NoteWaiting(ILedgerDatabase ledger, bool isWaiting) => PostgresRunners.NoteWaiting(ledger, Fence, isWaiting);

    public bool HasBusyOthers(ILedgerDatabase ledger, Guid run) => PostgresRunners.HasBusyOthers(ledger, Fence, run);

    public IReadOnlyList<Guid> Claim(ILedgerDatabase ledger, IReadOnlyList<Guid> candidates, int most) =>
        PostgresRunners.Claim((PostgresDatabase)ledger, Fence, candidates, most);

    /// <summary>
    /// Advances the ledger's serial. This is the last step of a transaction, so that runners wait for each other no longer than a commit takes.
    /// </summary>
    internal static long AdvanceSerial(PostgresDatabase database) => database.ReadNumber("UPDATE meta SET serial = serial + 1 RETURNING serial")!.Value;

    private T Transact<T>(Func<PostgresDatabase, T> write)
    {
        lock (_gate)
        {
            var serial = 0L;
            var result = RunGuarded(() => _database.RunInTransaction(() =>
            {
                CheckHeld(_database);
                var written = write(_database);
                serial = AdvanceSerial(_database);
                return written;
            }));
            NoteSerial(serial);
            return result;
        }
    }

    /// <summary>
    /// Checks that this process still holds the lease. FOR KEY SHARE allows the renewal, but keeps other processes from ending this runner.
    /// </summary>
    private void CheckHeld(PostgresDatabase database)
    {
        const string StillHeld = "SELECT 1 FROM runner WHERE fence = $1 AND ended_at IS NULL AND expires_at > clock_timestamp() FOR KEY SHARE";
        if (database.ReadNumber(StillHeld, Fence) is null)
            throw _renewal.CreateLost();
    }

    public ValueTask EnsureHeldAsync() => _renewal.EnsureHeldAsync();

    public void RefuseSharing()
    {
        lock (Held)
            _isAlone = _holders == 1 ? true : throw LedgerRefusal.CreateShared(_claimant.Address.Location);
    }

    public void Retire() => _claimant.Witness.Retire();

    public void Release()
    {
        lock (Held)
        {
            if (--_holders > 0)
                return;
            Held.Remove(Name);
            _renewal.Stop();
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
                    // The server can't be reached. The lease ends when it expires.
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
                if (held._isAlone || !held.TryStopSharing())
                    return null;
                held._holders++;
                held.FoundSerial = held._identity.Serial - 1; // TryStopSharing has advanced the serial.
                return held;
            }

            var database = PostgresDatabase.Open(claimant.Address, stop: stop);
            try
            {
                var asked = LeaseMoment.Read(claimant.Witness.TimeProvider);
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

    /// <summary>
    /// Stops sharing the run, because this process now has a second run: no other process can join from now on. False when a process has joined
    /// already.
    /// </summary>
    private bool TryStopSharing() => Transact(database =>
    {
        PostgresClaimant.LockAndEndExpired(database, TimeProvider.GetUtcNow());
        if (database.ReadNumber("SELECT 1 FROM runner WHERE fence <> $1 AND ended_at IS NULL", Fence) is not null)
            return false;
        database.Execute("UPDATE runner SET plan = NULL, run_id = NULL WHERE fence = $1", Fence);
        return true;
    });

    private T RunGuarded<T>(Func<T> work)
    {
        try
        {
            return _database.Guard(work);
        }
        catch (LedgerException exception)
        {
            if (exception.Fault == LedgerFault.Storage && _renewal.IsLost())
                throw _renewal.CreateLost(exception);
            throw;
        }
    }

    private void NoteSerial(long serial)
    {
        _identity = _identity with { Serial = serial };
        _claimant.Witness.NoteThrottled(_identity);
    }
}
