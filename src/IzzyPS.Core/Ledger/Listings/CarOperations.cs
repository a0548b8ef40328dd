using IzzyPS.Operations;

namespace IzzyPS.Ledger.Listings;

/// <summary>What an operation about a vehicle says of it: the engine itself knows only a subject and a payload.</summary>
internal static class CarOperations
{
    extension(Operation operation)
    {
        /// <summary>The vehicle's key.</summary>
        internal VehicleKey Key => new(operation.Subject.Key);
    }

    extension(OperationPayload payload)
    {
        /// <summary>The car that was sent.</summary>
        internal CarPayload ToCar() => CarPayload.FromStored(payload.Utf8, payload.Hash);

        /// <summary>The car that was sent, as a vehicle.</summary>
        internal Vehicle ToVehicle() => payload.ToCar().ToVehicle();
    }

    extension(CarPayload car)
    {
        /// <summary>The car as an operation sends it.</summary>
        internal OperationPayload ToPayload() => new(car.Utf8, car.Hash);
    }

    /// <summary>The subject of a vehicle's operations.</summary>
    internal static Subject ToSubject(this VehicleKey key) => new(VehicleTable.SubjectKind, key.Value);
}
