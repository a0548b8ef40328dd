using System.Runtime.InteropServices;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Evidence;

/// <summary>
/// The order of the vehicles in the files of an import, as hashes of their keys. The ledger keeps the last ones of each file, so that a later run can see
/// whether exactly those are missing.
/// </summary>
/// <param name="stock">The import.</param>
internal sealed class FileOrder(StockEvidence stock)
{
    // 1,000 keys are 11 kB in the ledger. Where all of them are missing, all missing listings count as the end of the file.
    private const int KeptAtMost = 1000;
    private const int KeptOfFile = 20;

    private const char Separator = '.';

    /// <summary>The hashes of the files' contents, without regard to the files' order; null where one is unknown.</summary>
    internal string? Content { get; } = HashContent(stock);

    /// <summary>The keys of the valid vehicles, file by file.</summary>
    internal IEnumerable<IKeyHashes> Files => stock.Files.Select(file => file.ValidKeys);

    /// <summary>The keys of the rejected rows.</summary>
    internal IEnumerable<ulong> Rejected => stock.Files.SelectMany(file => file.RejectedKeys).Select(key => KeyHash.Compute(key));

    /// <summary>The hashes of the contents of an import's files; null where one is unknown.</summary>
    internal static string? HashContent(StockEvidence stock) => HashContent(stock.Files.Select(file => file.Sha256));

    /// <summary>The hashes of the contents of a plan's files; null where one is unknown.</summary>
    internal static string? HashContent(IReadOnlyList<RunFile> files) => HashContent(files.Select(file => file.Sha256));

    /// <summary>Reads the last keys of each file from the ledger; empty where the ledger has none.</summary>
    internal static IReadOnlyList<ulong[]> Read(string? kept) =>
        kept is null ? [] : [.. kept.Split(Separator).Select(file => MemoryMarshal.Cast<byte, ulong>(Convert.FromBase64String(file)).ToArray())];

    /// <summary>Writes the last keys of each file for the ledger.</summary>
    internal string Write()
    {
        var most = Math.Max(KeptOfFile, KeptAtMost / Math.Max(1, stock.Files.Count));
        return string.Join(Separator, stock.Files.Select(file =>
        {
            var hashes = file.ValidKeys.Hashes;
            return Convert.ToBase64String(MemoryMarshal.AsBytes(hashes[Math.Max(0, hashes.Length - most)..]));
        }));
    }

    private static string? HashContent(IEnumerable<string?> hashes)
    {
        var all = hashes.ToList();
        return all.Contains(null) ? null : string.Join(' ', all.Order(StringComparer.Ordinal));
    }
}
