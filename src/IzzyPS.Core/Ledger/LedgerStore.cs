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
    internal static ILedgerPlace PlaceOf(LedgerOptions options)
    {
        if (LedgerName.IsAddress(options.Path))
            return new PostgresPlace(PostgresAddress.Parse(options.Path!, options.Account), options);
        if (options.Path is { } path)
            LedgerName.RefuseStrange(path);
        return new SqliteFile(Path.GetFullPath(options.Path ?? options.DataFolder.LedgerPath(options.Account)), options.TimeProvider);
    }

    /// <summary>
    /// The place that another one names, where it can be looked at from there: a file of this machine, or another database of the same
    /// server. Never another server, nor a share of one: a stranger may have written its name, and our password would go there.
    /// </summary>
    internal static ILedgerPlace? NeighbourOf(ILedgerPlace place, string named, LedgerOptions options)
    {
        if (LedgerName.IsAddress(named))
            return place is PostgresPlace database ? database.At(named) : null;
        LedgerName.RefuseStrange(named);
        return Path.IsPathFullyQualified(named) && !named.StartsWith(@"\\", StringComparison.Ordinal) && !named.StartsWith("//", StringComparison.Ordinal)
            ? new SqliteFile(named, options.TimeProvider)
            : null;
    }

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
