using System.Buffers.Text;
using System.Runtime.InteropServices;
using IzzyPS.Planning.Evidence;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// The ends of a stock's files: the hashes of the last keys of each file, in the order of the file. The ledger keeps the tail of the feed's last complete
/// stock, so that the next stock shows whether a file stops where an export was cut off.
/// </summary>
internal sealed class StockTail
{
    /// <summary>The most hashes of all files together. A tail takes 11 bytes for each in the ledger.</summary>
    private const int Most = 1000;

    private readonly IReadOnlyList<ulong[]> _files;

    private StockTail(IReadOnlyList<ulong[]> files) => _files = files;

    /// <summary>Takes the tail of a stock.</summary>
    internal static StockTail Create(IReadOnlyList<FileEvidence> files)
    {
        var most = Most / Math.Max(1, files.Count);
        return new StockTail([.. files.Take(Most).Select(file => file.ValidKeys.Hashes[^Math.Min(file.RowsValid, Math.Max(1, most))..].ToArray())]);
    }

    /// <summary>Reads the text that <see cref="ToString"/> wrote. A text that can't be read is a tail without keys.</summary>
    internal static StockTail Parse(string? text)
    {
        var files = new List<ulong[]>();
        foreach (var part in (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Base64Url.IsValid(part))
                return new StockTail([]);
            files.Add(MemoryMarshal.Cast<byte, ulong>(Base64Url.DecodeFromChars(part)).ToArray());
        }

        return new StockTail(files);
    }

    /// <summary>Writes the hashes as text: one word for each file.</summary>
    public override string ToString() => string.Join(' ', _files.Where(file => file.Length > 0).Select(file => Base64Url.EncodeToString(MemoryMarshal.AsBytes(file.AsSpan()))));

    /// <summary>
    /// Finds the missing listings that are the end of a file: of the listings that this tail has and the next stock lacks, they are exactly the last ones of a file,
    /// and the next stock has no new vehicle behind the place.
    /// </summary>
    /// <param name="next">The files of the next stock.</param>
    /// <param name="missing">The keys of the listings that the next stock lacks.</param>
    internal LostEnd FindLostEnd(IReadOnlyList<FileEvidence> next, IEnumerable<VehicleKey> missing)
    {
        var gone = missing.Select(KeyHash.Compute).ToHashSet();
        if (!_files.Any(file => Array.Exists(file, gone.Contains)))
            return LostEnd.None;
        var (present, lasts) = (new HashSet<ulong>(), new HashSet<ulong>());
        foreach (var file in next)
        {
            var hashes = file.ValidKeys.Hashes;
            foreach (var hash in hashes)
                present.Add(hash);
            if (hashes.Length > 0)
                lasts.Add(hashes[^1]);
        }

        var all = new HashSet<ulong>();
        var longest = 0;
        foreach (var file in _files)
        {
            // Vehicles that were closed, rejected or renamed since say nothing about the end of the file.
            var known = Array.FindAll(file, hash => present.Contains(hash) || gone.Contains(hash));
            var lost = Array.FindAll(known, gone.Contains);
            if (lost.Length == 0)
                continue;
            var isEnd = known.AsSpan(known.Length - lost.Length).SequenceEqual(lost);
            var endsAsBefore = lost.Length == known.Length || Array.Exists(known, lasts.Contains);
            if (!isEnd || !endsAsBefore)
                return LostEnd.None;
            longest = Math.Max(longest, lost.Length);
            all.UnionWith(lost);
        }

        return new LostEnd(all, longest);
    }
}
