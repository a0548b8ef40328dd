using IzzyPS.Sync.Resolving;

namespace IzzyPS.Runs.Faults;

/// <summary>Finds the code of a fault of a plan, a run, the ledger or a stock file, for both front ends.</summary>
internal static class FaultCodes
{
    /// <summary>The code of a ledger that can't be used.</summary>
    internal static FaultCode FromLedger(LedgerFault fault) => fault switch
    {
        LedgerFault.Missing => FaultCode.LedgerMissing,
        LedgerFault.Corrupt => FaultCode.LedgerCorrupt,
        LedgerFault.Newer => FaultCode.LedgerNewer,
        LedgerFault.Foreign => FaultCode.LedgerForeign,
        LedgerFault.Older => FaultCode.LedgerOlder,
        LedgerFault.Leased => FaultCode.LedgerLeased,
        LedgerFault.LeaseLost => FaultCode.LedgerLeaseLost,
        LedgerFault.Storage => FaultCode.LedgerStorage,
        LedgerFault.NoSqlite => FaultCode.LedgerNoSqlite,
        LedgerFault.Conflict => FaultCode.LedgerConflict,
        LedgerFault.Moved => FaultCode.LedgerMoved,
        LedgerFault.NotAdopted => FaultCode.LedgerNotAdopted,
        LedgerFault.SameClient => FaultCode.LedgerSameClient,
        LedgerFault.NoDataFolder => FaultCode.LedgerNoDataFolder,
        LedgerFault.Address => FaultCode.LedgerAddress,
        LedgerFault.Untrusted => FaultCode.LedgerUntrusted,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "The fault has no code."),
    };

    /// <summary>The code of a change that its plan blocks.</summary>
    internal static FaultCode FromBlock(BlockReason reason) => reason switch
    {
        BlockReason.InDoubt => FaultCode.VehicleInDoubt,
        BlockReason.OtherFeed => FaultCode.OtherFeed,
        BlockReason.ClosedByHand => FaultCode.ClosedByHand,
        BlockReason.Ambiguous => FaultCode.VehicleAmbiguous,
        BlockReason.Conflict => FaultCode.VehicleConflict,
        BlockReason.Invalid => FaultCode.VehicleInvalid,
        BlockReason.AlreadyListed => FaultCode.AlreadyListed,
        BlockReason.CloseLimit => FaultCode.CloseLimit,
        BlockReason.CloseForbidden => FaultCode.CloseForbidden,
        BlockReason.PriceHeldBack => FaultCode.PriceHeldBack,
        BlockReason.Adopted => FaultCode.VehicleAdopted,
        BlockReason.CloseHeld => FaultCode.CloseHeld,
        BlockReason.FileTail => FaultCode.FileTail,
        BlockReason.NotYetAbsent => FaultCode.NotYetAbsent,
        BlockReason.IdentityChanged => FaultCode.IdentityChanged,
        BlockReason.IdentityOfFile => FaultCode.IdentityOfFile,
        BlockReason.SameNumber => FaultCode.SameNumber,
        BlockReason.ColumnEmptied => FaultCode.ColumnEmptied,
        BlockReason.PriceLimit => FaultCode.PriceLimit,
        BlockReason.ClosedByStatus => FaultCode.ClosedByStatus,
        BlockReason.NotForSale => FaultCode.NotForSale,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "The reason has no code."),
    };

    /// <summary>The code of a change that did not succeed; null for a change that succeeded. A blocked change has the code of its reason.</summary>
    internal static FaultCode? FromResult(SyncResult result) => result.Outcome switch
    {
        SyncOutcome.Rejected => FaultCode.VehicleRejected,
        SyncOutcome.Failed => FaultCode.VehicleUnconfirmed,
        SyncOutcome.InDoubt => FaultCode.VehicleInDoubt,
        SyncOutcome.Stale => FaultCode.ChangeStale,
        SyncOutcome.HeldBack when result.BlockReason is not (BlockReason.None or BlockReason.CloseLimit) => FromBlock(result.BlockReason),
        SyncOutcome.HeldBack => result.Action == ChangeAction.Close ? FaultCode.CloseHeldBack : FaultCode.GoneHeldBack,
        SyncOutcome.NotSent => FaultCode.VehicleNotSent,
        // The vehicle was closed by hand after the change was planned.
        SyncOutcome.Blocked when result.BlockReason == BlockReason.None => FaultCode.ChangeStale,
        SyncOutcome.Blocked => FromBlock(result.BlockReason),
        _ => null,
    };

    /// <summary>The code of a create that stays in doubt.</summary>
    internal static FaultCode FromResolution(ResolveFault fault) => fault switch
    {
        ResolveFault.NotFound => FaultCode.OperationNotFound,
        ResolveFault.NotInDoubt => FaultCode.OperationNotInDoubt,
        ResolveFault.InvalidId => FaultCode.InvalidRemoteId,
        ResolveFault.IdTaken => FaultCode.RemoteIdTaken,
        ResolveFault.ProofRefused => FaultCode.ProofRefused,
        ResolveFault.ProofUnanswered => FaultCode.ProofUnanswered,
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "The fault has no code."),
    };

    /// <summary>The code of a fault of a whole stock file.</summary>
    internal static FaultCode FromFile(StockFault fault) => fault.IsMissing ? FaultCode.PathNotFound : FaultCode.StockFileFault;
}
