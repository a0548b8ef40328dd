using System.Security.Cryptography;
using System.Text;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Planning.Evidence;

/// <summary>
/// What an import proves about a feed: the facts that closing and the guards need, whatever kind of source the vehicles were read from. The evidence is
/// taken after the last vehicle was read.
/// </summary>
internal sealed record StockEvidence
{
    /// <summary>Whether the import has named all its files.</summary>
    public required bool NamesAllFiles { get; init; }

    /// <summary>Every file of the import, also a file that could not be read.</summary>
    public required IReadOnlyList<FileEvidence> Files { get; init; }

    /// <summary>From how many complete files in a row a listing must be missing before it is closed, where the operator does not say it.</summary>
    public int CloseAfter { get; init; } = 1;

    /// <summary>The limits of the guards that the import's profile sets.</summary>
    public ProfileLimits Limits { get; init; } = ProfileLimits.None;

    /// <summary>Computes the SHA-256 of all files together, in any order; null where a file has none.</summary>
    public string? ComputeContent() => Files.Count == 0 || Files.Any(file => file.Sha256 is null) ? null
        : Files is [var only] ? only.Sha256
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', Files.Select(file => file.Sha256!).Order(StringComparer.Ordinal)))));

    /// <summary>Whether the import has named all its files and each was read to its end.</summary>
    public bool IsReadToEnd => NamesAllFiles && Files.All(file => file.IsReadToEnd);
}
