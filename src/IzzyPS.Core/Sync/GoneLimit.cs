using System.Globalization;
using IzzyPS.Ledger.Listings;

namespace IzzyPS.Sync;

/// <summary>
/// How many listings Izzylease may say are gone (404 or 410 to an update or a close) before that is not believed any more: the address
/// or the account is then probably wrong. Counted over all feeds of the account, across runs and runners.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
/// <remarks>
/// The share that is too much counts for small accounts too, as SAFETY.md says it: one of one is more than half, and is held back; one
/// of two is not.
/// </remarks>
internal static class GoneLimit
{
    /// <summary>Up to so many are never too many, unless they are the larger part of the listings.</summary>
    internal const int Count = 5;

    /// <summary>Above <see cref="Count"/>, the share of the listings that may be gone.</summary>
    internal const decimal Share = 0.10m;

    /// <summary>The share that is too much whatever the number.</summary>
    internal const decimal LargeShare = 0.50m;

    /// <summary>The time in which the answers are counted together, and in which a listing that was acknowledged is not created anew.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Why so many are not believed; null where they are.</summary>
    /// <param name="facts">What the ledger knows, the answers of this run included.</param>
    /// <param name="allowed">An operator's ceiling in place of the limits; null for none.</param>
    internal static string? HoldBack(GoneFacts facts, int? allowed)
    {
        var isTooMany = allowed is { } most
            ? facts.Gone > most
            : (facts.Gone > Count && facts.Gone > Share * facts.Listed) || facts.Gone > LargeShare * facts.Listed;
        var ceiling = allowed is null ? string.Empty : $"; {allowed} are allowed";
        return isTooMany
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Izzylease says of {facts.Gone} of {facts.Listed} listings that they are gone, all within {Window.TotalHours:0} hours{ceiling}: the base address or the account is probably wrong. If they are gone, allow it with -AllowGone {facts.Gone} (--allow-gone {facts.Gone})")
            : null;
    }
}
