namespace IzzyPS.Storage;

/// <summary>
/// The place where an account's ledger is or will be: a SQLite file or a PostgreSQL schema. A ledger is created completely or not at all, is
/// examined before use, and is never overwritten.
/// </summary>
internal interface ILedgerPlace
{
    /// <summary>The place in the form that people know. The text holds no secret.</summary>
    string Location { get; }

    bool Exists { get; }

    /// <summary>Checks that the place holds a complete ledger that this version understands, and upgrades an older schema.</summary>
    /// <exception cref="LedgerException">The place holds no such ledger.</exception>
    LedgerIdentity Examine();

    /// <summary>Reads the ledger's own identity, also from a ledger that was moved away.</summary>
    LedgerMark ReadMark();

    /// <summary>Finds out what a refused ledger is. Changes nothing.</summary>
    LedgerRemains ReadRemains();

    /// <summary>Creates an empty ledger. When another process has just created one, that ledger is used.</summary>
    /// <param name="account">The account of the new ledger.</param>
    /// <param name="fill">
    /// Fills the new ledger before another process can see it, and returns its identity. Afterwards the ledger exists on the disk with all this content,
    /// or does not exist.
    /// </param>
    /// <exception cref="LedgerException">The ledger can't be created, or a ledger to be filled exists already.</exception>
    LedgerIdentity Create(DealerAccount account, Func<ILedgerDatabase, LedgerIdentity>? fill = null);

    /// <summary>Keeps a refused ledger under another name.</summary>
    /// <returns>The new name.</returns>
    /// <exception cref="LedgerException">A run holds the ledger.</exception>
    string MoveAside();

    /// <summary>Removes the mark of a move. The mark says that the account's listings are now remembered in another ledger.</summary>
    /// <param name="from">The place that the mark names. Another mark stays.</param>
    void ClearMovedMark(string from);

    /// <summary>
    /// A query that finds a row when the ledger was used: its lease was taken before, or the ledger holds runs or vehicles that came from
    /// another ledger.
    /// </summary>
    internal const string UsedQuery = "SELECT 1 FROM lease WHERE fence > 0 UNION ALL SELECT 1 FROM run UNION ALL SELECT 1 FROM vehicle LIMIT 1";

    /// <summary>Whether the ledger was used. An unused ledger counts as no ledger.</summary>
    bool WasUsed();

    /// <summary>Notes that the ledger was adopted. From then on no feed closes a listing until a run over the feed's stock has ended.</summary>
    /// <returns>The identity of the ledger after the adoption.</returns>
    /// <exception cref="LedgerException">A run holds the ledger.</exception>
    LedgerIdentity Adopt();

    /// <summary>Opens the ledger that was examined.</summary>
    ILedgerStorage Open(ISerialWitness witness, Guid lineage);
}
