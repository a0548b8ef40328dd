using System.Globalization;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Move;

/// <summary>How far a move has come.</summary>
internal enum LedgerMoveStep
{
    /// <summary>Both places were examined, and the destination has room.</summary>
    Prepared = 1,

    /// <summary>The destination has every row, and refuses to be used: the listings are still remembered in the source.</summary>
    Copied,

    /// <summary>The source is marked and refused.</summary>
    Switched,

    /// <summary>The destination is in use.</summary>
    Arrived,
}

/// <summary>
/// Moves an account's ledger to another place, SQLite or PostgreSQL, under its lease: every row, its lineage, a higher serial.
/// </summary>
/// <remarks>
/// Two ledgers in use would list every car twice, none would lose them all. So one commit decides, in the source, whose lease keeps
/// everybody else off: <c>meta.moved_to</c>. The steps, and what a kill before each leaves:
/// <list type="number">
/// <item>The destination appears whole, in one step, and marked as moved to the source. Before: nothing is there.</item>
/// <item>The source is marked as moved to the destination. Before: the source is in use; the destination sends everybody there.</item>
/// <item>The destination's mark is taken away. Before: each names the other, which is how <see cref="InterruptedMove"/> knows that only
/// this step is missing; whoever opens one of them and can see the other does it, and so does the same move when it is run again.</item>
/// <item>This user's anchor is noted. Before: it remembers the source, which names the destination; opening that notes it too.</item>
/// </list>
/// </remarks>
internal static class LedgerMove
{
    private const string VehicleTable = "vehicle";

    private static readonly string[] Filled = ["feed", "run", VehicleTable, "payload"];

    /// <summary>So much higher is the new one's serial: the old one's is counted on by its lease and its mark.</summary>
    private const int SerialsAhead = 3;

    /// <summary>Moves it.</summary>
    /// <param name="source">The ledger as it is opened.</param>
    /// <param name="destination">
    /// The new path or address. A ledger that was moved away from there before, and an empty one, are kept under another name.
    /// </param>
    /// <param name="holder">Who asks, for the message that others get.</param>
    /// <param name="wait">How long to wait for a run that holds the ledger to end; zero to fail at once.</param>
    /// <param name="reached">Is told of each step, after it is durable.</param>
    /// <param name="cancellationToken">Ends it before anything is marked.</param>
    /// <exception cref="LedgerException">One of the two is held, refused, or the destination is not empty; the old one stays in use.</exception>
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
            // What a killed run left is ended here: it has no claim on the new place.
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
            // From here on the new one is the ledger: a stop must not leave it marked.
            LedgerStore.GetPlace(options with { Stop = CancellationToken.None }).Arrive(from.Location);
            reached(LedgerMoveStep.Arrived);
            new AnchorKeeper(options, place.Location).Note(identity);
            return moved;
        }
    }

    /// <summary>Ends a move between the two that was interrupted before its last step.</summary>
    private static LedgerMoved? Finish(ILedgerPlace source, ILedgerPlace destination)
    {
        if (!source.Exists || source.ReadMark().MovedTo != destination.Location || !destination.Exists || !InterruptedMove.TryFinish(source, destination))
            return null;
        // Whichever is the newer one: a move back was interrupted, if it is the source.
        return destination.ReadMark().MovedTo is null ? new LedgerMoved(source.Location, destination.Location, null, null, null) : null;
    }

    /// <summary>Sees to it that nothing is at the destination, and refuses where something is that may be needed.</summary>
    /// <returns>The name under which a ledger without use is kept from now on; null where there was none.</returns>
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
            // It was in use before, or a move to there was interrupted: its listings are remembered elsewhere.
        }

        return place.MoveAside();
    }

    /// <summary>Marks an empty ledger, under its lease, so that nobody can begin a run on it any more.</summary>
    private static async Task GiveUpEmptyAsync(
        ILedgerPlace place, LedgerIdentity found, string source, LedgerOptions options, string holder, CancellationToken cancellationToken)
    {
        // The account's anchor remembers the source: this one has an anchor of its own for the moment.
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
        foreach (var table in Filled)
        {
            if (LedgerCopy.Count(target, table) is > 0 and var rows)
            {
                throw new LedgerException(
                    LedgerFault.Conflict,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The ledger '{location}' is not empty: {rows} {(rows == 1 ? "row" : "rows")} in '{table}'. Name a place without a ledger. Nothing was moved."));
            }
        }

        return Filled.Length;
    }
}
