namespace IzzyPS.Ledger.Listings;

/// <summary>A close that an earlier run held back.</summary>
/// <param name="Since">When it was first held back.</param>
/// <param name="RunId">The run that first held it back.</param>
/// <param name="Kind">Why.</param>
/// <param name="Content">The hashes of the files that lacked the vehicle then; null where they are unknown.</param>
internal sealed record HeldClose(DateTimeOffset Since, Guid RunId, HeldCloseKind Kind, string? Content)
{
    /// <summary>Whether the close must not be sent unless an operator allows it.</summary>
    /// <param name="content">The hashes of the files that lack the vehicle now; null where they are unknown.</param>
    internal bool Holds(string? content) => Kind switch
    {
        HeldCloseKind.Limit => true,
        HeldCloseKind.Tail => content is null || Content is null || content == Content,
        _ => false,
    };

    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"held back since {Since.UtcDateTime:yyyy-MM-dd HH:mm} UTC by run {RunId:N}");
}
