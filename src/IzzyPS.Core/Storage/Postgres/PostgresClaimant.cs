using System.Globalization;

namespace IzzyPS.Storage.Postgres;

/// <summary>A command that asks for the lease of a ledger in PostgreSQL, and the transaction that grants the lease.</summary>
/// <param name="Address">The address of the ledger.</param>
/// <param name="Witness">The account's anchor.</param>
/// <param name="Lineage">The lineage that was found when the ledger was opened.</param>
/// <param name="LeaseTime">How long the lease lasts without a renewal.</param>
/// <param name="Holder">The name of this holder. Other runs show this name when they find the ledger in use.</param>
/// <param name="Plan">The key of this runner's plan. A runner with the same key can share the run; null to share no run.</param>
/// <param name="Seat">The runspaces with the same seat share one lease.</param>
internal sealed record PostgresClaimant(
    PostgresAddress Address, ISerialWitness Witness, Guid Lineage, TimeSpan LeaseTime, string Holder, string? Plan, string Seat)
{
    /// <summary>
    /// Ends the runners whose lease has expired. A runner whose row is locked is skipped, because that runner is just writing and so lives.
    /// </summary>
    private const string EndExpired = """
        UPDATE runner SET ended_at = $1 WHERE fence IN (
            SELECT fence FROM runner WHERE ended_at IS NULL AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
        """;

    private const string Alive = """
        SELECT r.plan, run.uuid FROM runner r LEFT JOIN run ON run.id = r.run_id WHERE r.ended_at IS NULL
        """;

    /// <summary>Locks the lease's row and ends the expired runners. The lock makes runners take, share and leave the ledger one after the other.</summary>
    internal static void LockAndEndExpired(PostgresDatabase database, DateTimeOffset now)
    {
        _ = database.ReadNumber("SELECT fence FROM lease FOR UPDATE");
        database.Execute(EndExpired, now);
    }

    /// <summary>Takes the lease or joins the current run, if that is possible now.</summary>
    /// <returns>The grant, or null. Without a grant, <c>IsSoon</c> says that a run of the same plan will be joinable soon.</returns>
    internal (PostgresGrant? Grant, bool IsSoon) TryTake(PostgresDatabase database) => database.RunInTransaction(() =>
    {
        var identity = PostgresPlace.ReadIdentity(database);
        if (identity.Lineage != Lineage)
            throw LedgerRefusal.CreateCorrupt(Address.Location, "another ledger has replaced it since it was opened");
        Witness.CheckAgain(identity);

        var now = Witness.TimeProvider.GetUtcNow();
        LockAndEndExpired(database, now);
        var (isFree, isShared, run) = ReadOthers(database);
        return isFree || run is not null ? (Take(database, identity, run, now), false) : ((PostgresGrant?)null, isShared);
    });

    /// <summary>Creates the error that names the holder.</summary>
    internal LedgerException CreateHeldByAnother(PostgresDatabase database)
    {
        using var rows = database.Query("SELECT holder, since FROM runner WHERE ended_at IS NULL ORDER BY fence DESC");
        var who = rows.Step()
            ? string.Create(CultureInfo.InvariantCulture, $"{rows.GetText(0)}, since {rows.GetTime(1):yyyy-MM-dd HH:mm:ss} UTC")
            : "a run that is just ending";
        return new LedgerException(
            LedgerFault.Leased,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Another run holds the ledger '{Address.Location}': {who}. Wait for that run to end, or use -WaitForLock (izzy: --wait-for-lock). A run that was killed holds the ledger for at most {LeaseTime.TotalSeconds:0} s. Nothing was sent."));
    }

    private (bool IsFree, bool IsShared, Guid? Run) ReadOthers(PostgresDatabase database)
    {
        using var rows = database.Query(Alive);
        var (isFree, isShared, run) = (true, Plan is not null, (Guid?)null);
        while (rows.Step())
        {
            isFree = false;
            isShared &= rows.GetText(0) == Plan;
            run ??= rows.IsNull(1) ? null : rows.GetGuid(1);
        }

        return (isFree, isShared && !isFree, isShared ? run : null);
    }

    private PostgresGrant Take(PostgresDatabase database, LedgerIdentity identity, Guid? run, DateTimeOffset now)
    {
        // The serial comes first. A runner that stalls within a write has locked this row, and the new lease's time must not start before that
        // lock is free.
        var serial = PostgresLease.AdvanceSerial(database);
        var fence = database.ReadNumber("UPDATE lease SET fence = fence + 1 RETURNING fence")!.Value;
        database.Execute(
            "INSERT INTO runner (fence, holder, host, since, expires_at) VALUES ($1, $2, $3, $4, clock_timestamp() + $5)",
            fence,
            Holder,
            Environment.MachineName,
            now,
            LeaseTime);
        if (Plan is not null)
            database.Execute("UPDATE runner SET plan = $2 WHERE fence = $1", fence, Plan);
        if (run is { } joined)
        {
            database.Execute("UPDATE runner SET run_id = (SELECT id FROM run WHERE uuid = $2) WHERE fence = $1", fence, joined);
            database.Execute("UPDATE run SET is_shared = 1 WHERE uuid = $1", joined);
        }

        return new PostgresGrant(fence, identity with { Serial = serial }, run);
    }
}

/// <summary>A lease that was granted.</summary>
/// <param name="Fence">The fence number of the new holder.</param>
/// <param name="Identity">The identity of the ledger after the lease was granted.</param>
/// <param name="Run">The run that the new holder has joined, or null.</param>
internal sealed record PostgresGrant(long Fence, LedgerIdentity Identity, Guid? Run);
