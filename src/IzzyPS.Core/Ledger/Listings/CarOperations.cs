using IzzyPS.Operations;

namespace IzzyPS.Ledger.Listings;

/// <summary>
/// Converts between vehicles and the operations about them. The engine that sends operations knows no vehicles, only subjects and payloads.
/// </summary>
internal static class CarOperations
{
    extension(Operation operation)
    {
        /// <summary>The key of the operation's vehicle.</summary>
        internal VehicleKey Key => new(operation.Subject.Key);
    }

    extension(OperationPayload payload)
    {
        /// <summary>Reads the car from an operation's payload.</summary>
        internal CarPayload ToCar() => CarPayload.FromStored(payload.Utf8, payload.Hash);

        /// <summary>Reads the car from an operation's payload as a vehicle.</summary>
        internal Vehicle ToVehicle() => payload.ToCar().ToVehicle();
    }

    extension(CarPayload car)
    {
        /// <summary>Creates the payload with which an operation sends the car.</summary>
        internal OperationPayload ToPayload() => new(car.Utf8, car.Hash);
    }

    /// <summary>Creates the subject of a vehicle's operations.</summary>
    internal static Subject ToSubject(this VehicleKey key) => new(VehicleTable.SubjectKind, key.Value);
}
