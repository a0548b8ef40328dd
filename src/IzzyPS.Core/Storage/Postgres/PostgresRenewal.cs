namespace IzzyPS.Storage.Postgres;

/// <summary>Renews a lease by a timer, and knows whether the lease is still held.</summary>
internal sealed class PostgresRenewal
{
    private const int RenewalsPerLease = 4;

    /// <summary>The shortest time limit of a connection. A silent connection must leave time for another connection before the lease ends.</summary>
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _renewing = new();
    private readonly PostgresClaimant _claimant;
    private readonly long _fence;
    private readonly TimeProvider _time;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private volatile LeaseMoment _renewed;
    private Task? _renewal;

    /// <summary>Starts to renew a lease.</summary>
    /// <param name="claimant">The holder of the lease.</param>
    /// <param name="fence">The fence number of the lease.</param>
    /// <param name="asked">The moment when the lease was requested. The lease's time counts from this moment.</param>
    internal PostgresRenewal(PostgresClaimant claimant, long fence, LeaseMoment asked)
    {
        _claimant = claimant;
        _fence = fence;
        _time = claimant.Witness.TimeProvider;
        _period = claimant.LeaseTime / RenewalsPerLease;
        _renewed = asked;
        _timer = _time.CreateTimer(_ => _ = TryRenewAsync(), null, _period, _period);
    }

    /// <summary>Stops the renewals. The lease then expires.</summary>
    internal void Stop() => _timer.Dispose();

    /// <summary>
    /// Makes sure that the lease lasts for at least half of its time. The age counts by both clocks, because one clock stands still while the
    /// machine sleeps, and the other can be set.
    /// </summary>
    /// <exception cref="LedgerException">The lease is lost, or the database can't be reached.</exception>
    internal async ValueTask EnsureHeldAsync()
    {
        // The age is checked again after each renewal: this machine may have slept while it waited for the answer.
        for (var mayBeOld = true; GetAge() > _claimant.LeaseTime / 2;)
        {
            var renewal = RenewAsync(out var isOwn);
            try
            {
                await renewal.ConfigureAwait(false);
            }
            catch (LedgerException exception) when (exception.Fault == LedgerFault.Storage && !isOwn && mayBeOld)
            {
                mayBeOld = false; // That renewal began before this call, on a connection that may have died since.
            }
        }
    }

    /// <summary>
    /// Whether the lease is lost. A connection breaks when this machine or the database was away for longer than the lease; another process may
    /// hold the lease by then. The wait blocks this thread, but the renewal needs no thread of the pool to finish.
    /// </summary>
    internal bool IsLost()
    {
        try
        {
            while (GetAge() > _claimant.LeaseTime)
                RenewAsync(out _).GetAwaiter().GetResult();
            return false;
        }
        catch (LedgerException exception)
        {
            return exception.Fault == LedgerFault.LeaseLost;
        }
    }

    private TimeSpan GetAge()
    {
        var renewed = _renewed;
        var (byTimestamp, byTime) = (_time.GetElapsedTime(renewed.Timestamp), _time.GetUtcNow() - renewed.Time);
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
            // The next renewal may succeed. Until then EnsureHeldAsync holds back every send that the lease might not outlast.
        }
    }

    /// <summary>
    /// Starts a renewal, or returns the renewal that is under way: there is one at a time. It has a thread of its own. When all threads of the
    /// pool are busy, a socket that is read on the pool may wait until the lease is over.
    /// </summary>
    /// <param name="isOwn">Whether this call started the renewal.</param>
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

    /// <exception cref="LedgerException">The lease is lost: another process holds it, or its time is over. Or the database can't be reached.</exception>
    private void Renew()
    {
        var asked = LeaseMoment.Read(_time);
        using var database = PostgresDatabase.Open(_claimant.Address, _period > ShortestPatience ? _period : ShortestPatience);
        var isHeld = database.Guard(() => database.Execute(
            "UPDATE runner SET expires_at = clock_timestamp() + $2 WHERE fence = $1 AND ended_at IS NULL AND expires_at > clock_timestamp()",
            _fence,
            _claimant.LeaseTime)) > 0;
        if (!isHeld)
            throw CreateLost();
        _renewed = asked;
    }

    /// <summary>Creates the error that says who holds the ledger now.</summary>
    internal LedgerException CreateLost(LedgerException? cause = null) => new(
        LedgerFault.LeaseLost,
        $"This run lost the ledger '{_claimant.Address.Location}' to {FindHolder()}. This run sends and writes nothing more.{(cause is { Fault: LedgerFault.Storage } ? " The run's connection had broken before." : string.Empty)}",
        cause);

    private string FindHolder()
    {
        try
        {
            using var database = PostgresDatabase.Open(_claimant.Address, ShortestPatience);
            return database.Guard(() =>
            {
                using var rows = database.Query("SELECT holder FROM runner WHERE fence > $1 ORDER BY fence DESC LIMIT 1", _fence);
                return rows.Step() ? rows.GetText(0)! : "no other run: the lease expired, because it was not renewed in time";
            });
        }
        catch (LedgerException)
        {
            return "another run"; // The database can't say now which run it is. The lease is lost in any case.
        }
    }
}
