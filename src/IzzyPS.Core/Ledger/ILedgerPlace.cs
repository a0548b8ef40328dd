using IzzyPS.Dealer;

namespace IzzyPS.Ledger;

/// <summary>Where an account's ledger is or will be, of whatever kind: made whole or not at all, examined before use, never overwritten.</summary>
internal interface ILedgerPlace
{
    /// <summary>The place as people know it, without a secret.</summary>
    string Location { get; }

    bool Exists { get; }

    /// <summary>Looks whether it is a whole ledger that this version understands, and brings its schema up to date.</summary>
    /// <exception cref="LedgerException">It is not.</exception>
    LedgerIdentity Examine();

    /// <summary>Makes an empty ledger, unless another was faster.</summary>
    LedgerIdentity Create(DealerAccount account);

    /// <summary>Keeps a refused ledger under another name.</summary>
    /// <returns>The name.</returns>
    string MoveAside();

    /// <summary>The ledger that was found there.</summary>
    ILedger Open(AnchorKeeper keeper, Guid lineage);
}
