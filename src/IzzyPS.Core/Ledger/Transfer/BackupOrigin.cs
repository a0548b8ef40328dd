namespace IzzyPS.Ledger.Transfer;

/// <summary>Which ledger a backup was made of.</summary>
/// <param name="AccountHash">The ledger's account.</param>
/// <param name="Lineage">The ledger's lineage.</param>
internal sealed record BackupOrigin(string AccountHash, Guid Lineage);
