using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Says whether an earlier run held a close back, which nobody has allowed since. The guard runs when a plan is applied: the plan may have been made before that
/// run. Source: SAFETY.md, "Guards".
/// </summary>
internal static class HeldCloseGuard
{
    /// <summary>Says why the close must not be sent; null where it may. A close that an operator asked for by hand is the operator's decision.</summary>
    internal static string? FindHold(VehicleChange close, FeedFacts feed) =>
        close.Plan.Facts.IsFromStock && feed.Closes?.Held.GetValueOrDefault(close.Key) is { } held && held.Holds(FileOrder.HashContent(close.Plan.Facts.Files))
            ? $"{held}; allow it with -AllowClose (--allow-close)"
            : null;
}
