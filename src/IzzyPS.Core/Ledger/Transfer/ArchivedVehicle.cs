using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Ledger.Transfer;

/// <summary>Everything that a backup keeps of one vehicle. The entry is as it is in the ledger: an open operation is not applied to it.</summary>
/// <param name="Key">The vehicle.</param>
/// <param name="Entry">The vehicle's entry; null where the ledger knows only a create in doubt.</param>
/// <param name="InDoubt">The vehicle's create whose outcome is unknown, or null.</param>
/// <param name="Held">The close that guards hold back, or null.</param>
/// <param name="Prices">The vehicle's prices, oldest first.</param>
internal sealed record ArchivedVehicle(VehicleKey Key, LedgerEntry? Entry, Operation? InDoubt, HeldClose? Held, IReadOnlyList<PricePoint> Prices);

/// <summary>The prices of a listing from a time on.</summary>
/// <param name="At">The time.</param>
/// <param name="Prices">The prices.</param>
/// <param name="SetBy">Who set them.</param>
internal sealed record PricePoint(DateTimeOffset At, Prices Prices, Origin SetBy);
