namespace IzzyPS;

/// <summary>What <c>Import-IzzyLedger</c> took over from a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">What it was: <c>ledger</c>, <c>JSON backup</c>, <c>izzy-uploader state</c>, <c>CSV</c>.</param>
/// <param name="Adopted">The vehicles that the ledger knows now and did not before.</param>
/// <param name="Known">Those that it knew already; they stay as they are.</param>
/// <param name="Failed">Those that were not adopted: each is an error.</param>
/// <param name="Backup">Where the ledger as it was before is kept; null where nothing was written.</param>
/// <param name="RunId">The run in the vehicles' history; null where nothing was written.</param>
public sealed record LedgerImport(string Path, string Format, int Adopted, int Known, int Failed, string? Backup, Guid? RunId);
