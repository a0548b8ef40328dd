using IzzyPS.Operations.Claims;
using IzzyPS.Storage;

namespace IzzyPS.Ledger;

/// <summary>One command's share of a lease that several runners can hold together.</summary>
internal sealed class SharedLedgerWriter(ISharedLease lease) : LedgerWriter(lease), ISharedWriter
{
    public Guid? JoinedRun => lease.JoinedRun;

    public void Share(Guid runId) => Write(ledger =>
    {
        lease.ShareRun(ledger, runId);
        return true;
    });

    public IReadOnlyList<RunOperation> GetOperations(Guid runId) => Read(ledger => OperationClaims.ReadRun(ledger, runId));

    public RunProgress GetProgress(Guid runId) => Read(ledger =>
    {
        var (free, claimed, claimedIdempotent) = OperationClaims.ReadProgress(ledger, runId);
        return new RunProgress(free, claimed, claimedIdempotent, lease.HasBusyOthers(ledger, runId));
    });

    public void NoteWaiting(bool isWaiting) => Write(ledger =>
    {
        lease.NoteWaiting(ledger, isWaiting);
        return true;
    });

    public IReadOnlyList<Guid> Claim(IReadOnlyList<Guid> candidates, int most) => Write(ledger => lease.Claim(ledger, candidates, most));

    public void GiveBack(IReadOnlyList<Guid> operations) => Write(ledger => OperationClaims.GiveBack(ledger, lease.Fence, operations));

    public ValueTask EnsureHeldAsync() => lease.EnsureHeldAsync();
}
