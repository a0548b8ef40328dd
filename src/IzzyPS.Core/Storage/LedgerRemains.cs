namespace IzzyPS.Storage;

/// <summary>What could be read of a ledger that was refused as damaged or newer. The rest of such a ledger is not trusted.</summary>
/// <param name="What">A description for people.</param>
/// <param name="MayBeLedger">Whether it may be the rest of a ledger: it is empty, or a database of the right kind.</param>
/// <param name="AccountHash">The account that the ledger names; null when the account can't be read.</param>
internal sealed record LedgerRemains(string What, bool MayBeLedger, string? AccountHash = null)
{
    /// <summary>Whether the refused ledger may be moved aside to make place for an empty ledger (<c>-NewLedger</c>).</summary>
    /// <param name="accountHash">The account of the empty ledger.</param>
    /// <param name="isRemembered">Whether the account's anchor says that its ledger is at this place.</param>
    /// <param name="isOwnName">Whether the place has the name that only the account's own ledger has.</param>
    internal bool IsReplaceable(string accountHash, bool isRemembered, bool isOwnName) =>
        AccountHash is { } found ? found == accountHash : isRemembered || (isOwnName && MayBeLedger);
}
