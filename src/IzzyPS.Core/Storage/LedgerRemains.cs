namespace IzzyPS.Storage;

/// <summary>What can be told of a ledger that was refused as damaged or newer, without believing the rest of it.</summary>
/// <param name="What">What it is, for people.</param>
/// <param name="MayBeLedger">Whether it may be what is left of a ledger: it is empty or a database of the right kind.</param>
/// <param name="AccountHash">Whose it says that it is; null where that can't be read.</param>
internal sealed record LedgerRemains(string What, bool MayBeLedger, string? AccountHash = null)
{
    /// <summary>Whether it may be moved aside for an empty ledger (<c>-NewLedger</c>).</summary>
    /// <param name="accountHash">The account that the empty ledger is for.</param>
    /// <param name="isRemembered">Whether the account's anchor says that its ledger is at this place.</param>
    /// <param name="isOwnName">Whether the place has the name that only the account's own ledger has.</param>
    internal bool IsReplaceable(string accountHash, bool isRemembered, bool isOwnName) =>
        AccountHash is { } found ? found == accountHash : isRemembered || (isOwnName && MayBeLedger);
}
