namespace IzzyPS.Storage;

/// <summary>The identity of a ledger, as the ledger states it.</summary>
/// <param name="Lineage">The id that the ledger got when it was created.</param>
/// <param name="Serial">The ledger's last serial. Each transaction increases the serial by 1.</param>
/// <param name="AccountHash">The account that the ledger was made for: the hash of the account's address and client id.</param>
internal sealed record LedgerIdentity(Guid Lineage, long Serial, string AccountHash);
