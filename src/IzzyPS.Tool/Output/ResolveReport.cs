using IzzyPS.Ledger.Listings;
using IzzyPS.Sync.Resolving;

namespace IzzyPS.Tool.Output;

/// <summary>The report of <c>izzy resolve --json</c>.</summary>
internal sealed record ResolveReport
{
    public bool Resolved { get; init; }

    public Guid? Operation { get; init; }

    public string? Vin { get; init; }

    public string? ConfigurationNumber { get; init; }

    /// <summary>The car's id on Izzylease. Null when no car was created.</summary>
    public string? CarId { get; init; }

    /// <summary>What happened, or why the operation stays in doubt.</summary>
    public required string Reason { get; init; }

    /// <summary>The number of operations that are still in doubt.</summary>
    public int InDoubt { get; init; }

    internal static ResolveReport From(ResolveResult result) => new()
    {
        Resolved = result.Fault is null,
        Operation = result.Operation?.Id,
        Vin = result.Operation?.Key.Vin,
        ConfigurationNumber = result.Operation?.Payload.ToVehicle().ConfigurationNumber,
        CarId = result.Operation?.RemoteId,
        Reason = result.Message,
    };
}
