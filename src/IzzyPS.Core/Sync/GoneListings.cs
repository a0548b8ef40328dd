using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Output;

namespace IzzyPS.Sync;

/// <summary>
/// The updates and closes of this run that Izzylease answered with "gone". Nothing is concluded from one of them: their vehicles are
/// unconfirmed until all are in and the limit is known (<see cref="GoneLimit"/>). Then a close is done and an update becomes a create;
/// or they are held back, and the next plan sends them again.
/// </summary>
internal sealed class GoneListings(Run run, ILedgerWriter ledger, Journal journal, TimeProvider time)
{
    private readonly List<(CarOperation Operation, Answer Answer)> _gone = [];

    /// <summary>Whether there is one that nothing was decided about.</summary>
    internal bool HasAny
    {
        get
        {
            lock (_gone)
                return _gone.Count > 0;
        }
    }

    internal void Add(CarOperation operation, Answer answer)
    {
        lock (_gone)
            _gone.Add((operation, answer));
    }

    /// <summary>Decides about all that came since it was asked last.</summary>
    /// <param name="fault">Why the run ended early: then no answer of it is believed. Null where it did not.</param>
    /// <returns>The creates of listings that are gone.</returns>
    internal async Task<IReadOnlyList<Dispatch>> SettleAsync(string? fault)
    {
        var gone = _gone.ToList();
        _gone.Clear();
        if (gone.Count == 0)
            return [];

        var now = time.GetUtcNow();
        var tooMany = fault ?? GoneLimit.HoldBack(ledger.GetGoneFacts(now - GoneLimit.Window), run.Request.AllowGone);
        if (tooMany is not null)
            run.Say(RunMessageLevel.Warning, $"{gone.Count} {(gone.Count == 1 ? "listing is" : "listings are")} held back: {tooMany}.");
        var creates = new List<Dispatch>();
        foreach (var (operation, answer) in gone)
        {
            var dispatch = operation.Dispatch;
            if (dispatch.IsOfNoListing())
                creates.Add(Recreation(dispatch, now));
            else if (dispatch.Kind == OperationKind.Close && tooMany is null)
                await CloseAsync(operation, answer, now).ConfigureAwait(false);
            else if (dispatch.Kind == OperationKind.Close)
                HoldBack(operation, answer, $"Not closed: {tooMany}.");
            else if ((tooMany ?? WhyNot(dispatch.Entry!, now)) is { } why)
                HoldBack(operation, answer, $"Not listed anew: {why}.");
            else
                creates.Add(Recreation(dispatch, now));
        }

        return creates;
    }

    private static Dispatch Recreation(Dispatch dispatch, DateTimeOffset now) =>
        dispatch with { Kind = OperationKind.Create, Entry = CarProtocol.Gone(dispatch.Entry!, now), IsRecreation = !dispatch.IsOfNoListing() };

    /// <summary>Why one listing is not created anew, whatever the limit says.</summary>
    private string? WhyNot(LedgerEntry entry, DateTimeOffset now)
    {
        if (ledger.IsUnproved(entry.Key))
            return $"its id {entry.RemoteId} was adopted or is that of a car created anew, and no update has proved it since: Izzylease has no such car, or something before it answers updates. Look for the car there; if it is not listed, Close-IzzyVehicle and New-IzzyVehicle -Reopen list it again";
        return entry.LastSent > now - GoneLimit.Window
            ? $"Izzylease says that {entry.RemoteId} is gone, and acknowledged it less than {GoneLimit.Window.TotalHours:0} hours ago: check the base address. The next comparison sends it again"
            : null;
    }

    private async Task CloseAsync(CarOperation operation, Answer answer, DateTimeOffset now)
    {
        var (write, outcome, error) = CarProtocol.CloseGone(operation.Dispatch, operation.Operation, answer, run.Request.CloseReason, now);
        await journal.WriteAsync(write).ConfigureAwait(false);
        run.Ended(operation.ToResult(outcome, error, answer, operation.Operation.RemoteId));
    }

    private void HoldBack(CarOperation operation, Answer answer, string why) =>
        run.Ended(operation.ToResult(SyncOutcome.HeldBack, why, answer, operation.Operation.RemoteId));
}
