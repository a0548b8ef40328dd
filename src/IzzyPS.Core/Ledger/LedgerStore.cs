using IzzyPS.Ledger.Move;
using IzzyPS.Ledger.Postgres;
using IzzyPS.Ledger.Sqlite;

namespace IzzyPS.Ledger;

/// <summary>Opens an account's ledger, or says why not. A ledger is never started empty by accident.</summary>
internal static class LedgerStore
{
    /// <summary>Opens the ledger; takes no lease.</summary>
    /// <exception cref="LedgerException">It is refused; the message has the way out.</exception>
    internal static ILedger Open(LedgerOptions options)
    {
        var place = PlaceOf(options);
        var keeper = new AnchorKeeper(options, place.Location);
        var identity = place.Exists ? OpenFound(place, keeper, options) : StartMissing(place, keeper, options);
        keeper.Remember(identity);
        return place.Open(keeper, identity.Lineage);
    }

    /// <summary>Where the ledger is: a file, or a database where an address is named.</summary>
    /// <exception cref="LedgerException">It is named by an address that can't be used.</exception>
    internal static ILedgerPlace PlaceOf(LedgerOptions options) => PostgresAddress.IsAddress(options.Path)
        ? new PostgresPlace(PostgresAddress.Parse(options.Path!, options.Account), options)
        : options.Path is { } path && PostgresAddress.IsMistyped(path) ? throw PostgresAddress.Mistyped()
        : new SqliteFile(Path.GetFullPath(options.Path ?? options.DataFolder.LedgerPath(options.Account)), options.TimeProvider);

    /// <summary>
    /// The place that another one names, where it can be looked at from there: a file, or a database for the same user. No database from
    /// a file: nobody has said who is to log in there.
    /// </summary>
    internal static ILedgerPlace? NeighbourOf(ILedgerPlace place, string named, LedgerOptions options) => !PostgresAddress.IsAddress(named)
        ? new SqliteFile(named, options.TimeProvider)
        : place is PostgresPlace database ? database.At(named) : null;

    private static LedgerIdentity OpenFound(ILedgerPlace place, AnchorKeeper keeper, LedgerOptions options)
    {
        try
        {
            var identity = Examine(place, options);
            keeper.Check(identity);
            return identity;
        }
        catch (LedgerException exception) when (options.NewLedger && IsReplaceable(exception.Fault))
        {
            var aside = place.MoveAside();
            keeper.Forget();
            options.Warn($"{exception.Message} As -NewLedger says, an empty one is started; the old one is kept as '{aside}'.");
            return place.Create(options.Account);
        }
    }

    private static LedgerIdentity Examine(ILedgerPlace place, LedgerOptions options)
    {
        try
        {
            return place.Examine();
        }
        catch (LedgerException exception) when (exception.MovedTo is { } other && InterruptedMove.TryFinish(place, other, options))
        {
            return place.Examine();
        }
    }

    private static LedgerIdentity StartMissing(ILedgerPlace place, AnchorKeeper keeper, LedgerOptions options)
    {
        if (options.NewLedger)
            keeper.Forget();
        else
            keeper.RefuseMissing();

        var identity = place.Create(options.Account);
        options.Warn($"A new, empty ledger was started for {options.Account}: '{place.Location}'. It is the only memory of what is listed: back it up.");
        keeper.Check(identity);
        return identity;
    }

    private static bool IsReplaceable(LedgerFault fault) =>
        fault is LedgerFault.Corrupt or LedgerFault.Newer or LedgerFault.Foreign or LedgerFault.Older;
}
