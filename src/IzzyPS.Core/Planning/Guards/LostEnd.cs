namespace IzzyPS.Planning.Guards;

/// <summary>The missing listings that were the end of the feed's last complete stock.</summary>
/// <param name="Hashes">The hashes of their keys.</param>
/// <param name="Longest">How many of them were the end of one file, at most.</param>
internal sealed record LostEnd(IReadOnlySet<ulong> Hashes, int Longest)
{
    internal static readonly LostEnd None = new(new HashSet<ulong>(), 0);

    /// <summary>Whether a file probably stopped. One car alone is missing from the end of a file often enough.</summary>
    internal bool IsCutOff => Longest >= 2;
}
