using IzzyPS.Operations;
using IzzyPS.Operations.Sending;
using IzzyPS.Sync.Cars;

namespace IzzyPS.Sync.Gone;

/// <summary>Creates cars anew whose listings are gone, where Izzylease's answer is believed (<see cref="GoneLimit"/>).</summary>
internal sealed class GoneFollowUp(CarContext context, TimeProvider time) : IFollowUp
{
    public bool IsDue => context.Gone.HasAny;

    public async Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault) =>
        [.. (await context.Gone.DecideAsync(fault).ConfigureAwait(false)).Select(dispatch => CarOperation.Create(context, dispatch, time.GetUtcNow()))];
}
