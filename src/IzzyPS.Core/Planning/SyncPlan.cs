namespace IzzyPS.Planning;

/// <summary>What would change: the changes, and what stands beside them.</summary>
internal sealed class SyncPlan
{
    internal SyncPlan(PlanContext context, IReadOnlyList<VehicleChange> changes, int unchanged)
    {
        Context = context;
        Changes = changes;
        Unchanged = unchanged;
    }

    internal PlanContext Context { get; }

    /// <summary>In the order of the input; closes last, by key. Unchanged vehicles only where asked for.</summary>
    internal IReadOnlyList<VehicleChange> Changes { get; }

    /// <summary>The vehicles that are listed as they should be.</summary>
    internal int Unchanged { get; }

    internal IEnumerable<VehicleChange> Of(ChangeAction action) => Changes.Where(change => change.Action == action);

    internal IEnumerable<VehicleChange> BlockedBy(BlockReason reason) => Changes.Where(change => change.BlockReason == reason);
}
