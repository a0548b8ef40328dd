namespace IzzyPS.Storage;

/// <summary>Where an account's ledger is or will be, of whatever kind: made whole or not at all, examined before use, never overwritten.</summary>
internal interface ILedgerPlace
{
    /// <summary>The place as people know it, without a secret.</summary>
    string Location { get; }

    bool Exists { get; }

    /// <summary>Looks whether it is a whole ledger that this version understands, and brings its schema up to date.</summary>
    /// <exception cref="LedgerException">It is not.</exception>
    LedgerIdentity Examine();

    /// <summary>Reads what the ledger says of itself, also where it was moved away.</summary>
    LedgerMark ReadMark();

    /// <summary>Looks what a refused ledger is; changes nothing.</summary>
    LedgerRemains ReadRemains();

    /// <summary>Makes an empty ledger, unless another was faster.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="fill">
    /// Fills it before anybody can see it, and says what it is then: it is there with all of that, durably, or not at all.
    /// </param>
    /// <exception cref="LedgerException">It can't be made, or is there already and was to be filled.</exception>
    LedgerIdentity Create(DealerAccount account, Func<ILedgerDatabase, LedgerIdentity>? fill = null);

    /// <summary>Keeps a refused ledger under another name.</summary>
    /// <returns>The name.</returns>
    /// <exception cref="LedgerException">A run holds it.</exception>
    string MoveAside();

    /// <summary>Takes the mark away that says that the listings are remembered elsewhere.</summary>
    /// <param name="from">What the mark says.</param>
    void ClearMovedMark(string from);

    /// <summary>What shows that a ledger was used: a lease was taken on it, or it holds what another one noted before.</summary>
    internal const string UsedQuery = "SELECT 1 FROM lease WHERE fence > 0 UNION ALL SELECT 1 FROM run UNION ALL SELECT 1 FROM vehicle LIMIT 1";

    /// <summary>Whether it was used: a ledger that was not is as good as none.</summary>
    bool WasUsed();

    /// <summary>Notes that the ledger was adopted: each feed closes nothing until a run over its stock has ended.</summary>
    /// <returns>What the ledger says of itself from then on.</returns>
    /// <exception cref="LedgerException">A run holds it.</exception>
    LedgerIdentity Adopt();

    /// <summary>The ledger that was found there.</summary>
    ILedgerStorage Open(ISerialWitness witness, Guid lineage);
}
