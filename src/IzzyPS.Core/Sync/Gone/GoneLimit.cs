using System.Globalization;
using IzzyPS.Ledger.Listings;

namespace IzzyPS.Sync.Gone;

/// <summary>
/// The limit of listings that Izzylease may say are gone (404 or 410 to an update or a close). Above the limit the answers are not believed,
/// because the address or the account is probably wrong. The answers are counted over all feeds of the account, across runs and runners.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
/// <remarks>
/// <see cref="LargeShare"/> applies to small accounts, too, as SAFETY.md says: one of one listing is more than half and is held back; one of two
/// is not.
/// </remarks>
internal static class GoneLimit
{
    /// <summary>Up to this number the answers are believed, unless <see cref="LargeShare"/> is exceeded.</summary>
    internal const int Count = 5;

    /// <summary>The share of the listings that may be gone. It applies above <see cref="Count"/>.</summary>
    internal const decimal Share = 0.10m;

    /// <summary>The share of the listings that may be gone, whatever their number.</summary>
    internal const decimal LargeShare = 0.50m;

    /// <summary>The period in which the answers are counted together. A listing that was acknowledged within this period is not created anew.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>Says why the answers are not believed; null where they are believed.</summary>
    /// <param name="facts">What the ledger knows, the answers of this run included.</param>
    /// <param name="allowed">The operator's ceiling, which takes the place of the limits; null where there is none.</param>
    internal static string? FindExcess(GoneFacts facts, int? allowed)
    {
        var isTooMany = allowed is { } most
            ? facts.Gone > most
            : (facts.Gone > Count && facts.Gone > Share * facts.Listed) || facts.Gone > LargeShare * facts.Listed;
        var ceiling = allowed is null ? string.Empty : $"; {allowed} {(allowed == 1 ? "is" : "are")} allowed";
        return isTooMany
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Izzylease says that {facts.Gone} of {facts.Listed} listings are gone, all within {Window.TotalHours:0} hours{ceiling}: the base address or the account is probably wrong")
            : null;
    }
}
