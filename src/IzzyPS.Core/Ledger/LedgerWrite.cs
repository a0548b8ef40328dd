using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;

namespace IzzyPS.Ledger;

/// <summary>
/// A step of the journal about a vehicle. The step can write an operation's new state, the vehicle's new entry and a line of the vehicle's history.
/// </summary>
/// <param name="Operation">The operation's new state, or null.</param>
/// <param name="Entry">The vehicle's new entry, or null where the entry does not change.</param>
/// <param name="ReplacesKey">
/// The vehicle's old key, where the vehicle has got its VIN and therefore a new key. The step that plans the operation names the old key too,
/// so that the operation belongs to the listed vehicle from the start.
/// </param>
/// <param name="PriceChanged">Whether the entry's prices are added to the price history.</param>
/// <param name="Event">A line for the vehicle's history, or null.</param>
/// <param name="Found">
/// The vehicle as it was when a new operation was decided. The step is refused where the vehicle has changed since. Null skips the check.
/// </param>
/// <param name="IsUnconfirmed">Whether the operation's vehicle must be sent again, whatever its entry says.</param>
internal sealed record LedgerWrite(
    Operation? Operation,
    LedgerEntry? Entry = null,
    VehicleKey? ReplacesKey = null,
    bool PriceChanged = false,
    LedgerEvent? Event = null,
    FoundVehicle? Found = null,
    bool IsUnconfirmed = false) : OperationStep(Operation)
{
    /// <summary>The operation that a killed run left and that this step recovers. The event is about this operation's vehicle.</summary>
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

/// <summary>A vehicle as it was found in the ledger. The entry is null where the vehicle was never listed.</summary>
internal sealed record FoundVehicle(LedgerEntry? Entry);

/// <summary>One line of a vehicle's history. Lines are only added, never changed.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Key">The vehicle.</param>
/// <param name="At">The time of the event.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">More about the event, for the people who read the history.</param>
internal sealed record LedgerEvent(Guid RunId, VehicleKey Key, DateTimeOffset At, VehicleEventKind Kind, string? Detail);
