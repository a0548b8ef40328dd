using System.Numerics;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>Counts vehicles by the fields in which they have a value.</summary>
internal sealed class FieldCounts
{
    private readonly int[] _counts = new int[32];

    /// <summary>Makes counts of vehicles that have a value in every field.</summary>
    internal static FieldCounts CreateForAll(int vehicles)
    {
        var counts = new FieldCounts();
        Array.Fill(counts._counts, vehicles);
        return counts;
    }

    /// <summary>Adds one vehicle.</summary>
    /// <param name="filled">The fields in which the vehicle has a value.</param>
    internal void Add(FieldSet filled)
    {
        for (var bits = filled.Bits; bits != 0; bits &= bits - 1)
            _counts[BitOperations.TrailingZeroCount(bits)]++;
    }

    internal int Get(VehicleField field) => _counts[field.Index];
}
