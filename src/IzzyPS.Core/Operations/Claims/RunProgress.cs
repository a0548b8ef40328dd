namespace IzzyPS.Operations.Claims;

/// <summary>The operations of a shared run that are planned or in <c>Sending</c>.</summary>
/// <param name="Free">The planned operations that no runner has claimed.</param>
/// <param name="Claimed">How many operations are claimed or in <c>Sending</c>.</param>
/// <param name="ClaimedIdempotent">How many of these are idempotent.</param>
/// <param name="HasBusyOthers">Whether another runner of the run is at work. A runner that died counts as at work until its lease ends, unless it was waiting.</param>
internal sealed record RunProgress(IReadOnlyList<Guid> Free, int Claimed, int ClaimedIdempotent, bool HasBusyOthers);
