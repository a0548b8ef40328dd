using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>What a guard holds back of one vehicle.</summary>
/// <param name="Block">Why, and the option that allows it.</param>
/// <param name="Fields">The fields that keep the values last sent; empty where the whole change is held back.</param>
internal sealed record GuardHold(Block Block, FieldSet Fields = default)
{
    /// <summary>What to remember of the hold, without what earlier runs have remembered.</summary>
    public IReadOnlyList<string> ToRemember { get; init; } = [];

    public bool IsWhole => Fields.IsEmpty;
}
