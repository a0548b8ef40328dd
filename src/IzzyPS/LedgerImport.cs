namespace IzzyPS;

/// <summary>The result of <c>Import-IzzyLedger</c> for one file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The file's format: <c>ledger</c>, <c>JSON backup</c>, <c>izzy-uploader state</c>, <c>CSV</c>.</param>
/// <param name="Adopted">The number of vehicles that were added to the ledger.</param>
/// <param name="Known">The number of vehicles that the ledger knew already. They stay unchanged.</param>
/// <param name="Failed">The number of vehicles that were not adopted. Each is reported as an error.</param>
/// <param name="Backup">The path of the copy that was made before the import. Null when nothing was written.</param>
/// <param name="RunId">The run in the vehicles' history. Null when nothing was written.</param>
public sealed record LedgerImport(string Path, string Format, int Adopted, int Known, int Failed, string? Backup, Guid? RunId);
