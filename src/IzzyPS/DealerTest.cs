namespace IzzyPS;

/// <summary>The result of <c>Test-IzzyDealer</c>.</summary>
/// <param name="Name">The connection's name.</param>
/// <param name="BaseUri">The API's base address.</param>
/// <param name="HasToken">Whether the server issued a token.</param>
/// <param name="HasLedger">Whether the ledger can be read.</param>
/// <param name="LedgerPath">The path or address of the ledger.</param>
/// <param name="Active">The number of active listings.</param>
/// <param name="InDoubt">The number of creates in doubt.</param>
public sealed record DealerTest(string Name, Uri BaseUri, bool HasToken, bool HasLedger, string LedgerPath, int Active, int InDoubt)
{
    /// <summary>Whether the server issued a token and the ledger can be read.</summary>
    public bool IsReady => HasToken && HasLedger;
}
