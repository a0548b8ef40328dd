using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Move;

/// <summary>
/// Finishes a move that was killed before its last step (<see cref="LedgerMove"/>). Such a move leaves two ledgers, each marked as moved to the
/// other. Nothing else can cause this. The ledger with the higher serial is the destination of the move and becomes the ledger in use.
/// </summary>
internal static class InterruptedMove
{
    /// <summary>Finishes the move between two places.</summary>
    /// <returns>Whether there was such a move.</returns>
    internal static bool TryFinish(ILedgerPlace one, ILedgerPlace other)
    {
        var (first, second) = (one.ReadMark(), other.ReadMark());
        if (first.MovedTo != other.Location || second.MovedTo != one.Location || first.Identity.Lineage != second.Identity.Lineage)
            return false;
        var (newer, older) = first.Identity.Serial > second.Identity.Serial ? (one, other) : (other, one);
        newer.ClearMovedMark(older.Location);
        return true;
    }

    /// <summary>
    /// Finishes the move between a refused ledger and the place that it names, if that place may be opened
    /// (<see cref="LedgerStore.FindNeighbour"/>).
    /// </summary>
    internal static bool TryFinish(ILedgerPlace refused, string place, LedgerOptions options)
    {
        try
        {
            return LedgerStore.FindNeighbour(refused, place, options) is { Exists: true } other && TryFinish(refused, other);
        }
        catch (LedgerException)
        {
            return false; // The other ledger can't be read, so the move can't be finished. The refusal of the first ledger says what to do.
        }
    }
}
