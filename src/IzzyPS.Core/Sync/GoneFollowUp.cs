using IzzyPS.Operations;

namespace IzzyPS.Sync;

/// <summary>Lists cars anew whose listing is gone, where that is believed (<see cref="GoneLimit"/>).</summary>
internal sealed class GoneFollowUp(CarContext context, TimeProvider time) : IFollowUp
{
    public bool IsDue => context.Gone.HasAny;

    public async Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault) =>
        [.. (await context.Gone.SettleAsync(fault).ConfigureAwait(false)).Select(dispatch => CarOperation.Create(context, dispatch, time.GetUtcNow()))];
}
