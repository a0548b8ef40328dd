using IzzyPS.Ledger.Sqlite;

namespace IzzyPS.Ledger;

/// <summary>Opens an account's ledger, or says why not. A ledger is never started empty by accident.</summary>
internal static class LedgerStore
{
    /// <summary>Opens the ledger; takes no lease.</summary>
    /// <exception cref="LedgerException">It is refused; the message has the way out.</exception>
    internal static ILedger Open(LedgerOptions options)
    {
        var path = Path.GetFullPath(options.Path ?? options.DataFolder.LedgerPath(options.Account));
        var file = new SqliteFile(path, options.TimeProvider);
        var keeper = new AnchorKeeper(options, path);
        var identity = file.Exists ? OpenFound(file, keeper, options) : StartMissing(file, keeper, options);
        keeper.Remember(identity);
        return new SqliteLedger(file, keeper, identity.Lineage);
    }

    private static LedgerIdentity OpenFound(SqliteFile file, AnchorKeeper keeper, LedgerOptions options)
    {
        try
        {
            var identity = file.Examine();
            keeper.Check(identity);
            return identity;
        }
        catch (LedgerException exception) when (options.NewLedger && IsReplaceable(exception.Fault))
        {
            var aside = file.MoveAside();
            keeper.Forget();
            options.Warn($"{exception.Message} As -NewLedger says, an empty one is started; the old file is kept as '{aside}'.");
            return file.Create(options.Account);
        }
    }

    private static LedgerIdentity StartMissing(SqliteFile file, AnchorKeeper keeper, LedgerOptions options)
    {
        if (options.NewLedger)
            keeper.Forget();
        else
            keeper.RefuseMissing();

        var identity = file.Create(options.Account);
        options.Warn($"A new, empty ledger was started for {options.Account}: '{file.Path}'. It is the only memory of what is listed: back it up.");
        keeper.Check(identity);
        return identity;
    }

    private static bool IsReplaceable(LedgerFault fault) =>
        fault is LedgerFault.Corrupt or LedgerFault.Newer or LedgerFault.Foreign or LedgerFault.Older;
}
