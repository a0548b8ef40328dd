namespace IzzyPS.Storage;

/// <summary>What a ledger says of itself.</summary>
/// <param name="Lineage">The id that it got when it was made.</param>
/// <param name="Serial">Its last serial.</param>
/// <param name="AccountHash">The account that it was made for (the hash of its address and client id).</param>
internal sealed record LedgerIdentity(Guid Lineage, long Serial, string AccountHash);
