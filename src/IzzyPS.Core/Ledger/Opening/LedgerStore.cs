using IzzyPS.Files;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Opening;

/// <summary>Opens an account's ledger, or refuses with the reason. An empty ledger is never started by accident.</summary>
internal static class LedgerStore
{
    /// <summary>Opens the ledger without taking the lease.</summary>
    /// <exception cref="LedgerException">The ledger is refused. The message says what the operator can do.</exception>
    internal static ILedger Open(LedgerOptions options)
    {
        var place = GetPlace(options);
        var keeper = new AnchorKeeper(options, place.Location);
        // This comes before a ledger is created: if the anchor then could not be written, the new ledger would be refused from then on.
        if (!options.OnlyLooks && !keeper.HasAnchor)
            options.DataFolder.Prepare();
        var identity = place.Exists ? OpenFound(place, keeper, options) : StartMissing(place, keeper, options);
        if (!options.OnlyLooks)
            keeper.Remember(identity);
        return OpenFound(place, keeper, identity.Lineage, options);
    }

    /// <summary>Gets the place of the ledger: a database where the options name an address, otherwise a file.</summary>
    /// <exception cref="LedgerException">The address or the path can't be used.</exception>
    internal static ILedgerPlace GetPlace(LedgerOptions options)
    {
        if (LedgerName.IsAddress(options.Path))
            return new PostgresPlace(PostgresAddress.Parse(options.Path!, options.Account), CreatePostgresOptions(options));
        if (options.Path is { } path)
            LedgerName.RefuseStrange(path);
        return CreateFile(options.Path ?? options.DataFolder.GetLedgerPath(options.Account), options);
    }

    /// <summary>
    /// Finds the place that a ledger names, for example as the place that it was moved to. Only a file on this machine and, for a ledger in a
    /// database, a database on the same server are opened; otherwise the result is null. A network share or another server is never opened:
    /// somebody else may have written the name into the ledger, and our password would be sent there.
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

    /// <summary>Opens a ledger that was already examined.</summary>
    internal static ILedger OpenFound(ILedgerPlace place, AnchorKeeper keeper, Guid lineage, LedgerOptions options)
    {
        var storage = place.Open(keeper, lineage);
        return storage.IsShareable ? new SharedLedger(storage, options) : new StoredLedger(storage, options);
    }

    /// <summary>Creates the options of a ledger in PostgreSQL.</summary>
    internal static PostgresOptions CreatePostgresOptions(LedgerOptions options) => new()
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
                throw AnchorRefusal.CreateNotReplaced(options.Account, place.Location, remains, exception);
            var aside = place.MoveAside();
            keeper.Forget();
            options.Warn($"{exception.Message} With -NewLedger an empty ledger is started; the old one is kept as '{aside}'.");
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

    /// <summary>Warns that a new ledger was started, because no run has used this ledger yet.</summary>
    private static LedgerIdentity Begin(ILedgerPlace place, LedgerOptions options, LedgerIdentity identity)
    {
        options.Warn($"A new, empty ledger was started for {options.Account}: '{place.Location}'. It is the only record of what is listed: back it up.");
        return identity;
    }

    /// <summary>Adopts a ledger that was used before and that no anchor on this machine remembers.</summary>
    private static LedgerIdentity Adopt(ILedgerPlace place, AnchorKeeper keeper, LedgerOptions options)
    {
        if (!options.AdoptLedger)
            throw keeper.CreateNotAdopted();
        var identity = place.Adopt();
        options.Warn($"The ledger '{place.Location}' was adopted for {options.Account} on this machine. No feed closes anything until a run over its stock has ended.");
        return identity;
    }

    /// <summary>Creates the place of a ledger's file by its real path, so that every path to the file leads to the same lock.</summary>
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

    /// <summary>
    /// Whether <c>-NewLedger</c> may replace a ledger that was refused for this reason. <see cref="LedgerFault.Foreign"/> is not among them: another
    /// account's ledger is never replaced. A ledger that is <see cref="LedgerFault.Older"/> belongs to this account.
    /// </summary>
    private static bool IsReplaceable(LedgerFault fault) => fault is LedgerFault.Corrupt or LedgerFault.Newer or LedgerFault.Older;

    /// <summary>
    /// Whether the place has a name of this account alone. The names of default files and of schemas contain the account's hash, so no other
    /// account's ledger is there.
    /// </summary>
    private static bool HasOwnName(ILedgerPlace place, LedgerOptions options) =>
        place is PostgresPlace || place.Location == CreateFile(options.DataFolder.GetLedgerPath(options.Account), options).Location;
}
