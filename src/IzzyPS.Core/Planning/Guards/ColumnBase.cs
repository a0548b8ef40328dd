namespace IzzyPS.Planning.Guards;

/// <summary>The listings that the share of emptied ones is measured against.</summary>
/// <param name="Unchanged">How many of the file's unchanged listings have a value, by field.</param>
/// <param name="MostCounted">How many of the feed's listings count at most (<see cref="IzzyPS.Ledger.FeedFacts.CountedActive"/>).</param>
/// <param name="Emptied">How many of the feed's listings have lost their value to earlier files, by the name of the field in a file.</param>
internal sealed record ColumnBase(FieldCounts Unchanged, int MostCounted, IReadOnlyDictionary<string, int> Emptied);
