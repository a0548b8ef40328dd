using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Ledger;

/// <summary>A step of the journal about a vehicle: an operation's new state, the vehicle as it is from then on, a line of its history.</summary>
/// <param name="Operation">The operation as it is from now on, or null.</param>
/// <param name="Entry">The vehicle as it is from now on, or null where it does not change.</param>
/// <param name="ReplacesKey">
/// The key that the vehicle had until now, where its VIN has arrived. The step that plans the operation names it too, so that the operation
/// belongs to the listed vehicle from the start.
/// </param>
/// <param name="PriceChanged">Whether the entry's prices belong into the price history.</param>
/// <param name="Event">A line for the vehicle's history, or null.</param>
/// <param name="Found">
/// The vehicle that a new operation was decided on. The step is refused where the vehicle is something else by now. Null asks for no check.
/// </param>
/// <param name="IsUnconfirmed">Whether the vehicle of the operation is to be sent again, whatever its entry says.</param>
internal sealed record LedgerWrite(
    Operation? Operation,
    LedgerEntry? Entry = null,
    VehicleKey? ReplacesKey = null,
    bool PriceChanged = false,
    LedgerEvent? Event = null,
    FoundVehicle? Found = null,
    bool IsUnconfirmed = false) : OperationStep(Operation)
{
    /// <summary>The operation that a killed run left and another runner carries on: the event is about its vehicle.</summary>
    internal Guid? Recovered { get; init; }

    /// <inheritdoc/>
    internal override ISubjectTables Tables => VehicleTable.Instance;

    /// <inheritdoc/>
    internal override IEnumerable<string> Keys
    {
        get
        {
            if (Operation is not null)
                yield return Operation.Subject.Key;
            if (Entry is not null)
                yield return Entry.Key.Value;
            if (ReplacesKey is { } replaced)
                yield return replaced.Value;
            if (Event is not null)
                yield return Event.Key.Value;
        }
    }
}

/// <summary>A vehicle as it was found in the ledger; without an entry where it was never listed.</summary>
internal sealed record FoundVehicle(LedgerEntry? Entry);

/// <summary>One line of a vehicle's history; append only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Key">The vehicle.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">More, for people.</param>
internal sealed record LedgerEvent(Guid RunId, VehicleKey Key, DateTimeOffset At, VehicleEventKind Kind, string? Detail);
