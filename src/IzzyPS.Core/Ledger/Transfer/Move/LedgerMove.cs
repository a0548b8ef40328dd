using System.Globalization;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Move;

/// <summary>The steps of a move that are done.</summary>
internal enum LedgerMoveStep
{
    /// <summary>Both places were examined, and the destination is free.</summary>
    Prepared = 1,

    /// <summary>The destination has every row, but is refused when it is opened: the source is still the ledger in use.</summary>
    Copied,

    /// <summary>The source is marked as moved and is refused when it is opened.</summary>
    Switched,

    /// <summary>The destination is in use.</summary>
    Arrived,
}

/// <summary>
/// Moves an account's ledger to another place in SQLite or PostgreSQL. The move holds the ledger's lease. The new ledger gets every row, the same
/// lineage and a higher serial.
/// </summary>
/// <remarks>
/// With two ledgers in use every car would be listed twice; with none all listings would be lost. Therefore one commit decides the move: the commit
/// that sets <c>meta.moved_to</c> in the source, whose lease keeps all other writers out. The steps, and what a kill before each step leaves:
/// <list type="number">
/// <item>The destination is created whole, in one commit, and is marked as moved to the source. A kill before it leaves nothing there.</item>
/// <item>The source is marked as moved to the destination. A kill before it leaves the source in use; the destination is refused and names the
/// source.</item>
/// <item>The destination's mark is removed. A kill before it leaves two ledgers that name each other. <see cref="InterruptedMove"/> recognises this
/// and does the missing step, when one of the ledgers is opened and the other can be reached, or when the same move is run again.</item>
/// <item>This user's anchor is written. A kill before it leaves the anchor with the source, which names the destination. Opening the destination
/// writes the anchor too.</item>
/// </list>
/// </remarks>
internal static class LedgerMove
{
    private const string VehicleTable = "vehicle";

    private static readonly string[] TablesWithContent = ["feed", "run", VehicleTable, "payload"];

    /// <summary>
    /// How much higher the new ledger's serial is. After the copy, the lease and the mark still raise the old ledger's serial, and the new serial must
    /// be higher than that.
    /// </summary>
    private const int SerialsAhead = 3;

    /// <summary>Moves the ledger.</summary>
    /// <param name="source">The options that open the ledger.</param>
    /// <param name="destination">
    /// The new path or address. An empty ledger there, or one that was moved away from there before, is kept under another name.
    /// </param>
    /// <param name="holder">The command, user, host and process that ask; others who ask meanwhile see them in their error.</param>
    /// <param name="wait">How long to wait for the end of a run that holds the ledger; zero fails at once.</param>
    /// <param name="reached">Called after each step, when the step is durable.</param>
    /// <param name="cancellationToken">Ends the move. It has no effect once the source is marked.</param>
    /// <exception cref="LedgerException">A run holds one of the ledgers, one of them is refused, or the destination is not empty. The old ledger stays in use.</exception>
    internal static async Task<LedgerMoved> MoveAsync(
        LedgerOptions source, string destination, string holder, TimeSpan wait, Action<LedgerMoveStep> reached, CancellationToken cancellationToken)
    {
        source = source with { Stop = cancellationToken };
        var options = source with { Path = destination, NewLedger = false };
        var place = LedgerStore.GetPlace(options);
        if (place.Location == LedgerStore.GetPlace(source).Location)
            throw new LedgerException(LedgerFault.Conflict, $"The ledger '{place.Location}' is there already. Nothing was moved.");
        if (Directory.Exists(place.Location))
            throw new LedgerException(LedgerFault.Conflict, $"'{place.Location}' is a folder; name a file in it, '{Path.Combine(place.Location, "ledger.db")}' for example. Nothing was moved.");
        if (Finish(LedgerStore.GetPlace(source), place) is { } finished)
        {
            reached(LedgerMoveStep.Arrived);
            return finished;
        }

        using var from = LedgerStore.Open(source with { IsRequired = true, NewLedger = false });
        var writer = (ITablesWriter)await from.AcquireLeaseAsync(holder, wait, cancellationToken).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.RefuseSharing();
            // The operations that a killed run left are recovered here, because the lease and the claims of that run mean nothing in the new ledger.
            writer.Recover(source.TimeProvider.GetUtcNow());
            var keptAs = await MakeRoomAsync(place, from, options, holder, cancellationToken).ConfigureAwait(false);
            reached(LedgerMoveStep.Prepared);

            var moved = new LedgerMoved(from.Location, place.Location, null, null, keptAs);
            var identity = writer.WriteTables(tables => place.Create(options.Account, target =>
            {
                var rows = LedgerTable.All.ToDictionary(table => table.Name, table => LedgerCopy.CopyTable(table, tables, target, cancellationToken), StringComparer.Ordinal);
                moved = moved with { Vehicles = rows[VehicleTable], Rows = rows.Values.Sum() };
                target.Execute("UPDATE meta SET moved_to = $1", from.Location);
                return LedgerCopy.CopyIdentity(tables, target, options.Account.Hash, SerialsAhead);
            }));
            reached(LedgerMoveStep.Copied);
            writer.MoveAway(place.Location);
            reached(LedgerMoveStep.Switched);
            // From here on the destination is the ledger. The move can't be cancelled any more, because the destination would stay marked and refused.
            LedgerStore.GetPlace(options with { Stop = CancellationToken.None }).ClearMovedMark(from.Location);
            reached(LedgerMoveStep.Arrived);
            new AnchorKeeper(options, place.Location).Note(identity);
            return moved;
        }
    }

    /// <summary>Finishes a move between the two places that was interrupted before its last step; null where there is no such move.</summary>
    private static LedgerMoved? Finish(ILedgerPlace source, ILedgerPlace destination)
    {
        if (!source.Exists || source.ReadMark().MovedTo != destination.Location || !destination.Exists || !InterruptedMove.TryFinish(source, destination))
            return null;
        // TryFinish puts the newer ledger to use. If that is the source, a move in the other direction was interrupted, and the move is still to do.
        return destination.ReadMark().MovedTo is null ? new LedgerMoved(source.Location, destination.Location, null, null, null) : null;
    }

    /// <summary>Frees the destination: a ledger there that is not needed is renamed, any other is refused.</summary>
    /// <returns>The new name of the ledger that was at the destination; null where there was none.</returns>
    private static async Task<string?> MakeRoomAsync(
        ILedgerPlace place, ILedger from, LedgerOptions options, string holder, CancellationToken cancellationToken)
    {
        if (!place.Exists)
            return null;
        try
        {
            var found = place.Examine();
            AnchorRefusal.Check(options.Account, found, place.Location, anchor: null, anchorPath: string.Empty);
            if (found.Lineage == from.Lineage)
                throw new LedgerException(LedgerFault.Conflict, $"'{place.Location}' is another name of the ledger '{from.Location}' itself. Nothing was moved.");
            await GiveUpEmptyAsync(place, found, from.Location, options, holder, cancellationToken).ConfigureAwait(false);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Moved)
        {
            // A ledger that is marked as moved is not needed: it was moved away from there, or a move to there was interrupted. Its listings are in
            // another ledger.
        }

        return place.MoveAside();
    }

    /// <summary>Marks an empty ledger as moved while holding its lease, so that no run can begin on it any more.</summary>
    private static async Task GiveUpEmptyAsync(
        ILedgerPlace place, LedgerIdentity found, string source, LedgerOptions options, string holder, CancellationToken cancellationToken)
    {
        // The account's anchor must go on remembering the source, so the empty ledger is opened with a temporary anchor.
        var folder = Directory.CreateTempSubdirectory("izzyps-move-");
        try
        {
            var keeper = new AnchorKeeper(options with { DataFolder = new DataFolder(folder.FullName) }, place.Location);
            using var empty = LedgerStore.OpenFound(place, keeper, found.Lineage, options);
            var writer = (ITablesWriter)await empty.AcquireLeaseAsync(holder, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                writer.RefuseSharing();
                writer.WriteTables(tables => RefuseFilled(tables, place.Location));
                writer.MoveAway(source);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int RefuseFilled(ILedgerDatabase target, string location)
    {
        foreach (var table in TablesWithContent)
        {
            if (LedgerCopy.Count(target, table) is > 0 and var rows)
            {
                throw new LedgerException(
                    LedgerFault.Conflict,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The ledger '{location}' is not empty: {rows} {(rows == 1 ? "row" : "rows")} in '{table}'. Name a place that has no ledger. Nothing was moved."));
            }
        }

        return TablesWithContent.Length;
    }
}
