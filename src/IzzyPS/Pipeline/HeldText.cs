using System.Globalization;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Pipeline;

/// <summary>Describes what the guards hold back in a plan: one line for each reason.</summary>
internal static class HeldText
{
    internal static IEnumerable<string> DescribeGroups(SyncPlan plan) => plan.Changes
        .SelectMany(GetBlocks)
        .Where(held => ChangeClasses.FromBlock(held.Block.Reason) == ChangeClass.HeldByGuard)
        .GroupBy(held => held.Block.Reason)
        .Select(group => Describe(plan.Facts.Feed, group.Key, [.. group]));

    private static IEnumerable<(VehicleChange Change, Block Block)> GetBlocks(VehicleChange change) =>
        change.HeldBack.DistinctBy(part => part.Reason).Select(part => new Block(part.Reason, part.Message, part.Permission))
            .Prepend(new Block(change.BlockReason, change.Reason, change.Permission))
            .DistinctBy(block => block.Reason)
            .Select(block => (change, block));

    private static string Describe(string feed, BlockReason reason, IReadOnlyList<(VehicleChange Change, Block Block)> held)
    {
        var vehicles = VinList.Describe(held.Select(one => one.Change));
        var parameter = Permission.Merge(held.Select(one => one.Block.Permission))?.Parameter;
        var count = held.Count == 1 ? "1 listing" : string.Create(CultureInfo.InvariantCulture, $"{held.Count} listings");
        return Errors.AddHint($"{count} of feed '{feed}' {(held.Count == 1 ? "is" : "are")} held back ({reason}), {vehicles}. {held[0].Block.Message}", parameter);
    }
}
