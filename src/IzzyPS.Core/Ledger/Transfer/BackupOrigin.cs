namespace IzzyPS.Ledger.Transfer;

/// <summary>The ledger from which a backup was made.</summary>
/// <param name="AccountHash">The hash of the ledger's account.</param>
/// <param name="Lineage">The ledger's lineage.</param>
internal sealed record BackupOrigin(string AccountHash, Guid Lineage);
