using IzzyPS.Ledger;
using IzzyPS.Sync.Gone;

namespace IzzyPS.Sync.Cars;

/// <summary>The request to send for a change, decided from the ledger as it is now.</summary>
/// <param name="Change">The change.</param>
/// <param name="Kind">The kind of operation (<see cref="OperationKind"/>).</param>
/// <param name="Payload">The car to send. A close does not send it, and has the car that the ledger has.</param>
/// <param name="Entry">
/// The vehicle as it is in the ledger; null for a vehicle that was never listed. For a recreation this is the entry as closed, which the ledger
/// does not have yet.
/// </param>
internal sealed record Dispatch(VehicleChange Change, string Kind, CarPayload Payload, LedgerEntry? Entry)
{
    /// <summary>The vehicle as the ledger had it when the dispatch was decided. The step that plans the operation is refused where the vehicle has changed since.</summary>
    internal FoundVehicle Found { get; init; } = new(Entry);

    /// <summary>Whether the dispatch creates a car anew because Izzylease says that its listing is gone.</summary>
    internal bool IsRecreation { get; init; }

    /// <summary>
    /// Whether the dispatch is an update that tries to bring a closed listing back (<c>-ReuseListing</c>). If Izzylease answers "gone", that
    /// agrees with the ledger and does not count for <see cref="GoneLimit"/>.
    /// </summary>
    internal bool IsReuseAttempt() => Kind == OperationKind.Update && Entry is { State: not ListingState.Active };
}
