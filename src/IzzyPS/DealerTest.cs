namespace IzzyPS;

/// <summary>What <c>Test-IzzyDealer</c> found.</summary>
/// <param name="Name">The connection's name.</param>
/// <param name="BaseUri">The API's base address.</param>
/// <param name="HasToken">Whether the server gave a token.</param>
/// <param name="HasLedger">Whether the ledger can be read.</param>
/// <param name="LedgerPath">Where the ledger is.</param>
/// <param name="Active">The listings that are active.</param>
/// <param name="InDoubt">The creates that are in doubt.</param>
public sealed record DealerTest(string Name, Uri BaseUri, bool HasToken, bool HasLedger, string LedgerPath, int Active, int InDoubt)
{
    /// <summary>Whether both work.</summary>
    public bool IsReady => HasToken && HasLedger;
}
