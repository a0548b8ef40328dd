using IzzyPS.Storage;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Snapshots;

/// <summary>
/// Finds vehicles by their folded configuration number. The index is built in memory when it is first needed: for cars without a VIN, and for cars
/// that are new or whose number changed.
/// An index in the ledger itself would cost one more written page for each acknowledged car.
/// </summary>
internal sealed class NumberIndex
{
    private readonly ulong[] _hashes;
    private readonly long[] _ids;

    internal NumberIndex(ILedgerQueries ledger)
    {
        using var statement = ledger.Query(
            "SELECT configuration_number, id FROM vehicle WHERE configuration_number IS NOT NULL AND state <> 'Unlisted'");
        var (hashes, ids) = (new List<ulong>(), new List<long>());
        while (statement.Step())
        {
            hashes.Add(KeyHash.Compute(NumberFold.Fold(statement.GetText(0)!)));
            ids.Add(statement.GetInt64(1));
        }

        (_hashes, _ids) = ([.. hashes], [.. ids]);
        Array.Sort(_hashes, _ids);
    }

    /// <summary>
    /// Finds the ids of the vehicles that may have the number. The caller must compare the numbers, because another number can have the same hash.
    /// </summary>
    /// <param name="folded">The number in the form of <see cref="NumberFold"/>.</param>
    internal IEnumerable<long> FindCandidates(string folded)
    {
        var hash = KeyHash.Compute(folded);
        var found = Array.BinarySearch(_hashes, hash);
        while (found > 0 && _hashes[found - 1] == hash)
            found--;
        for (var index = found; index >= 0 && index < _hashes.Length && _hashes[index] == hash; index++)
            yield return _ids[index];
    }
}
