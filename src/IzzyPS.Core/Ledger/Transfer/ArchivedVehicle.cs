using IzzyPS.Operations;

namespace IzzyPS.Ledger.Transfer;

/// <summary>All that a backup keeps of one vehicle, as it stands in the ledger: what is open is not laid over it.</summary>
/// <param name="Key">The vehicle.</param>
/// <param name="Entry">What is known of it; null where only a create in doubt is.</param>
/// <param name="InDoubt">Its create whose outcome nobody knows, or null.</param>
/// <param name="Prices">Its prices, oldest first.</param>
internal sealed record ArchivedVehicle(VehicleKey Key, LedgerEntry? Entry, Operation? InDoubt, IReadOnlyList<PricePoint> Prices);

/// <summary>The prices of a listing from a time on.</summary>
/// <param name="At">The time.</param>
/// <param name="Prices">The prices.</param>
/// <param name="SetBy">Who set them.</param>
internal sealed record PricePoint(DateTimeOffset At, Prices Prices, Origin SetBy);
