using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Tool.Output;

/// <summary>One create in doubt.</summary>
internal sealed record StatusDoubt(Guid Operation, string? Vin, string? ConfigurationNumber, DateTimeOffset? SentAt, Guid Run, string Reason)
{
    internal static StatusDoubt CreateFromOperation(Operation operation) => new(
        operation.Id,
        operation.Key.Vin,
        operation.Payload.ToVehicle().ConfigurationNumber,
        operation.SentAt,
        operation.RunId,
        DoubtText.Create(operation));
}
