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

    /// <summary>Whether the import has named all its files and each was read to its end.</summary>
    public bool IsReadToEnd => NamesAllFiles && Files.All(file => file.IsReadToEnd);
}
