namespace IzzyPS.Planning;

/// <summary>What would change: the changes, and what stands beside them.</summary>
internal sealed record SyncPlan
{
    internal SyncPlan(PlanContext context, IReadOnlyList<VehicleChange> changes, int unchanged)
    {
        Context = context;
        Changes = EqualList<VehicleChange>.From(changes);
        Unchanged = unchanged;
    }

    internal PlanContext Context { get; }

    /// <summary>The facts that all changes share.</summary>
    internal PlanFacts Facts => Context.Facts;

    /// <summary>In the order of the input; closes last, by key. Unchanged vehicles only where asked for.</summary>
    internal IReadOnlyList<VehicleChange> Changes { get; }

    /// <summary>The vehicles that are listed as they should be.</summary>
    internal int Unchanged { get; }

    /// <summary>The changes of one action.</summary>
    internal IEnumerable<VehicleChange> GetChanges(ChangeAction action) => Changes.Where(change => change.Action == action);

    /// <summary>The changes that one reason blocks.</summary>
    internal IEnumerable<VehicleChange> BlockedBy(BlockReason reason) => Changes.Where(change => change.BlockReason == reason);
}
