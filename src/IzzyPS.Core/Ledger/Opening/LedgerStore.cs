using IzzyPS.Files;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Opening;

/// <summary>Opens an account's ledger, or says why not. A ledger is never started empty by accident.</summary>
internal static class LedgerStore
{
    /// <summary>Opens the ledger; takes no lease.</summary>
    /// <exception cref="LedgerException">It is refused; the message has the way out.</exception>
    internal static ILedger Open(LedgerOptions options)
    {
        var place = GetPlace(options);
        var keeper = new AnchorKeeper(options, place.Location);
        // Before a ledger is made: one that nothing remembers would be refused from then on.
        if (!options.OnlyLooks && !keeper.HasAnchor)
            options.DataFolder.Prepare();
        var identity = place.Exists ? OpenFound(place, keeper, options) : StartMissing(place, keeper, options);
        if (!options.OnlyLooks)
            keeper.Remember(identity);
        return OpenFound(place, keeper, identity.Lineage, options);
    }

    /// <summary>Where the ledger is: a file, or a database where an address is named.</summary>
    /// <exception cref="LedgerException">It is named by an address that can't be used.</exception>
    internal static ILedgerPlace GetPlace(LedgerOptions options)
    {
        if (LedgerName.IsAddress(options.Path))
            return new PostgresPlace(PostgresAddress.Parse(options.Path!, options.Account), ForPostgres(options));
        if (options.Path is { } path)
            LedgerName.RefuseStrange(path);
        return CreateFile(options.Path ?? options.DataFolder.LedgerPath(options.Account), options);
    }

    /// <summary>
    /// The place that another one names, where it can be looked at from there: a file of this machine, or another database of the same
    /// server. Never another server, nor a share of one: a stranger may have written its name, and our password would go there.
    /// </summary>
    internal static ILedgerPlace? FindNeighbour(ILedgerPlace place, string named, LedgerOptions options)
    {
        if (LedgerName.IsAddress(named))
            return place is PostgresPlace database ? database.CreateFor(named) : null;
        LedgerName.RefuseStrange(named);
        return Path.IsPathFullyQualified(named) && !named.StartsWith(@"\\", StringComparison.Ordinal) && !named.StartsWith("//", StringComparison.Ordinal)
            ? new SqliteFile(named, options.TimeProvider)
            : null;
    }

    /// <summary>Opens a ledger that was examined.</summary>
    internal static ILedger OpenFound(ILedgerPlace place, AnchorKeeper keeper, Guid lineage, LedgerOptions options)
    {
        var storage = place.Open(keeper, lineage);
        return storage.IsShareable ? new SharedLedger(storage, options) : new StoredLedger(storage, options);
    }

    /// <summary>The options of a ledger in PostgreSQL.</summary>
    internal static PostgresOptions ForPostgres(LedgerOptions options) => new()
    {
        Account = options.Account,
        LeaseTime = options.LeaseTime,
        Seat = options.Seat,
        TimeProvider = options.TimeProvider,
        Stop = options.Stop,
        KeepBackup = (ledger, occasion) => LedgerCopy.Keep(ledger, occasion, options),
    };

    private static LedgerIdentity OpenFound(ILedgerPlace place, AnchorKeeper keeper, LedgerOptions options)
    {
        try
        {
            var identity = Examine(place, options);
            keeper.Check(identity);
            if (keeper.HasAnchor || options.OnlyLooks)
                return identity;
            if (place.WasUsed())
                return Adopt(place, keeper, options);
            keeper.RefuseSecondAddress();
            return Begin(place, options, identity);
        }
        catch (LedgerException exception) when (options.NewLedger && IsReplaceable(exception.Fault))
        {
            if (exception.Fault is not LedgerFault.Older && place.ReadRemains() is var remains && !remains.IsReplaceable(options.Account.Hash, keeper.RemembersThisPlace, HasOwnName(place, options)))
                throw AnchorRefusal.NotReplaced(options.Account, place.Location, remains, exception);
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

        keeper.RefuseSecondAddress();
        var identity = place.Create(options.Account);
        keeper.Check(identity);
        return Begin(place, options, identity);
    }

    /// <summary>Begins with a ledger that no run has used yet.</summary>
    private static LedgerIdentity Begin(ILedgerPlace place, LedgerOptions options, LedgerIdentity identity)
    {
        options.Warn($"A new, empty ledger was started for {options.Account}: '{place.Location}'. It is the only memory of what is listed: back it up.");
        return identity;
    }

    /// <summary>Takes a ledger that was used, and that nothing on this machine remembers.</summary>
    private static LedgerIdentity Adopt(ILedgerPlace place, AnchorKeeper keeper, LedgerOptions options)
    {
        if (!options.AdoptLedger)
            throw keeper.NotAdopted();
        var identity = place.Adopt();
        options.Warn($"The ledger '{place.Location}' was adopted for {options.Account} on this machine. No feed closes anything until a run over its stock has ended.");
        return identity;
    }

    /// <summary>A ledger's file by its real path, so that each name of the file leads to the same lock.</summary>
    private static SqliteFile CreateFile(string path, LedgerOptions options)
    {
        string real;
        try
        {
            real = RealPath.Resolve(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }

        return OutputFile.FindNameFault(real, path, options.DataFolder.ClosedFolders) is { } fault
            ? throw new LedgerException(LedgerFault.Conflict, $"The ledger's path {fault}")
            : new SqliteFile(real, options.TimeProvider);
    }

    /// <summary>Another account's ledger is never replaced. One that is <see cref="LedgerFault.Older"/> is this account's.</summary>
    private static bool IsReplaceable(LedgerFault fault) => fault is LedgerFault.Corrupt or LedgerFault.Newer or LedgerFault.Older;

    /// <summary>Whether no other account's ledger would be at this place: the names of files and schemas hold the account's hash.</summary>
    private static bool HasOwnName(ILedgerPlace place, LedgerOptions options) =>
        place is PostgresPlace || place.Location == CreateFile(options.DataFolder.LedgerPath(options.Account), options).Location;
}
