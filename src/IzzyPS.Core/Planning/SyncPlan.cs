namespace IzzyPS.Planning;

/// <summary>A plan: the changes, and the facts that all changes share.</summary>
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

    /// <summary>The changes in the order of the input, then the closes in the order of their keys. Unchanged vehicles are included only where the caller asked for them.</summary>
    internal IReadOnlyList<VehicleChange> Changes { get; }

    /// <summary>The number of vehicles that are listed as they should be.</summary>
    internal int Unchanged { get; }

    /// <summary>The changes of one action.</summary>
    internal IEnumerable<VehicleChange> GetChanges(ChangeAction action) => Changes.Where(change => change.Action == action);

    /// <summary>The changes that one reason blocks.</summary>
    internal IEnumerable<VehicleChange> GetBlocked(BlockReason reason) => Changes.Where(change => change.BlockReason == reason);
}
