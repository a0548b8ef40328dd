using System.Globalization;

namespace IzzyPS.Storage.Postgres;

/// <summary>Who asks for the lease of a ledger in PostgreSQL, and the transaction that gives it.</summary>
/// <param name="Address">The ledger.</param>
/// <param name="Witness">The account's anchor.</param>
/// <param name="Lineage">The lineage that was found when the ledger was opened.</param>
/// <param name="LeaseTime">How long the lease holds without a sign of life.</param>
/// <param name="Holder">Who asks, for the message that others get.</param>
/// <param name="Plan">What others must have to share its run; null where it shares none.</param>
/// <param name="Seat">Runspaces with the same one share a lease.</param>
internal sealed record PostgresClaimant(
    PostgresAddress Address, ISerialWitness Witness, Guid Lineage, TimeSpan LeaseTime, string Holder, string? Plan, string Seat)
{
    /// <summary>Ends runners whose time is over; one that is just writing is not waited for: it lives.</summary>
    private const string EndExpired = """
        UPDATE runner SET ended_at = $1 WHERE fence IN (
            SELECT fence FROM runner WHERE ended_at IS NULL AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED)
        """;

    private const string Alive = """
        SELECT r.plan, run.uuid FROM runner r LEFT JOIN run ON run.id = r.run_id WHERE r.ended_at IS NULL
        """;

    /// <summary>Makes whoever takes, shares or leaves the ledger do so one after the other, and sees who is dead.</summary>
    internal static void LockAndEndExpired(PostgresDatabase database, DateTimeOffset now)
    {
        _ = database.ReadNumber("SELECT fence FROM lease FOR UPDATE");
        database.Execute(EndExpired, now);
    }

    /// <summary>Takes the lease, or a part in the run that is under way, where that is possible now.</summary>
    internal (PostgresGrant? Grant, bool IsSoon) TryTake(PostgresDatabase database) => database.RunInTransaction(() =>
    {
        var identity = PostgresPlace.ReadIdentity(database);
        if (identity.Lineage != Lineage)
            throw LedgerRefusal.CreateCorrupt(Address.Location, "it was replaced by another one since it was opened");
        Witness.CheckAgain(identity);

        var now = Witness.TimeProvider.GetUtcNow();
        LockAndEndExpired(database, now);
        var (isFree, isShared, run) = ReadOthers(database);
        return isFree || run is not null ? (Take(database, identity, run, now), false) : ((PostgresGrant?)null, isShared);
    });

    /// <summary>The message that names the holder.</summary>
    internal LedgerException CreateHeldByAnother(PostgresDatabase database)
    {
        using var rows = database.Query("SELECT holder, since FROM runner WHERE ended_at IS NULL ORDER BY fence DESC");
        var who = rows.Step()
            ? string.Create(CultureInfo.InvariantCulture, $"{rows.GetText(0)}, since {rows.GetTime(1):yyyy-MM-dd HH:mm:ss} UTC")
            : "it is just ending";
        return new LedgerException(
            LedgerFault.Leased,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Another run holds the ledger '{Address.Location}': {who}. Wait for it to end, or say -WaitForLock (izzy: --wait-for-lock); one that was killed holds it for {LeaseTime.TotalSeconds:0} s at the most. Nothing was sent."));
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
        // First here: one that stalls in the middle of a write holds this row, and the lease's time should not run out over it.
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

/// <summary>What a claimant got.</summary>
/// <param name="Fence">Its fence number.</param>
/// <param name="Identity">The ledger's, after it was given.</param>
/// <param name="Run">The run that it takes part in, or null.</param>
internal sealed record PostgresGrant(long Fence, LedgerIdentity Identity, Guid? Run);
