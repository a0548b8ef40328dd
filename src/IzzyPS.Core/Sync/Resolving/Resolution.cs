namespace IzzyPS.Sync.Resolving;

/// <summary>What an operator found out about a create in doubt.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="RemoteId">The id of the car that the create made; null where it made no car.</param>
internal sealed record Resolution(Guid OperationId, string? RemoteId);
