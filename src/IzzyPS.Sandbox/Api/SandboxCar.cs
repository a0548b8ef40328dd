using System.Collections.Immutable;

namespace IzzyPS.Sandbox.Api;

/// <summary>One car of the sandbox, active or deleted.</summary>
/// <param name="Id">The car's id.</param>
/// <param name="Vin">Its VIN, or null.</param>
/// <param name="ConfigurationNumber">The partner's number, or null.</param>
/// <param name="Json">The JSON of the last create or update.</param>
/// <param name="IsActive">Whether it is listed.</param>
/// <param name="Reason">Why it was deleted.</param>
/// <param name="IdempotencyKey">The Idempotency-Key header of the create. The API's contract does not define this header, and the sandbox ignores it.</param>
/// <param name="Images">The ids of its images, in the order of their uploads.</param>
internal sealed record SandboxCar(
    string Id,
    string? Vin,
    string? ConfigurationNumber,
    string Json,
    bool IsActive,
    string? Reason,
    string? IdempotencyKey,
    ImmutableArray<string> Images);
