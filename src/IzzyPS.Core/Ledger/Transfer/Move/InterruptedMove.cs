using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Move;

/// <summary>
/// A move that was killed between its last two steps leaves two ledgers that each say that the listings are remembered in the other
/// (<see cref="LedgerMove"/>). Nothing else leaves that; the one that arrived last has the higher serial and is the ledger.
/// </summary>
internal static class InterruptedMove
{
    /// <summary>Ends the move between two places.</summary>
    /// <returns>Whether there was one to end.</returns>
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
    /// As <see cref="TryFinish(ILedgerPlace, ILedgerPlace)"/>, with the place that a refused ledger names, where it can be reached from
    /// here: a file on this machine, or from one database another.
    /// </summary>
    internal static bool TryFinish(ILedgerPlace refused, string place, LedgerOptions options)
    {
        try
        {
            return LedgerStore.FindNeighbour(refused, place, options) is { Exists: true } other && TryFinish(refused, other);
        }
        catch (LedgerException)
        {
            return false; // What can't be read there can't be judged; the refusal says what to do.
        }
    }
}
