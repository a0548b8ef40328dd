using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Output;
using IzzyPS.Planning.Guards;
using IzzyPS.Sync.Cars;

namespace IzzyPS.Sync.Gone;

/// <summary>
/// The updates and closes of this run that Izzylease answered with "gone". The vehicle of an answer is unconfirmed until all answers are in
/// and the limit (<see cref="GoneLimit"/>) can be checked. Where the answers are believed, a close has succeeded, and an update is followed by
/// a create. Otherwise the changes are held back, and the next plan sends them again. Two kinds of answers need no limit. A close whose own
/// earlier attempt may have closed the listing ends at once and does not come here. An update that tries to reuse a closed listing is always
/// followed by a create.
/// </summary>
internal sealed class GoneListings(Run run, ILedgerWriter ledger, Journal journal, TimeProvider time)
{
    private readonly List<(CarOperation Operation, Answer Answer)> _gone = [];

    /// <summary>Whether there is an undecided answer.</summary>
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

    /// <summary>Decides about all answers that came since the last call.</summary>
    /// <param name="fault">
    /// The fault that ended the run early: then no undecided answer is believed. Null where there was no fault. A stop is not a fault.
    /// </param>
    /// <returns>The creates of the cars whose listings are gone.</returns>
    internal async Task<IReadOnlyList<Dispatch>> DecideAsync(string? fault)
    {
        var gone = _gone.ToList();
        _gone.Clear();
        if (gone.Count == 0)
            return [];

        var now = time.GetUtcNow();
        var facts = ledger.GetGoneFacts(now - GoneLimit.Window);
        var excess = fault is null ? GoneLimit.FindExcess(facts, run.Request.AllowGone) : null;
        var permission = excess is null ? null : Permission.Create(Allowance.Gone, facts.Gone);
        var whyNotBelieved = fault ?? excess;
        if (whyNotBelieved is not null)
            run.Say(RunMessageLevel.Warning, $"{gone.Count} {(gone.Count == 1 ? "listing is" : "listings are")} held back: {whyNotBelieved}.");
        var creates = new List<Dispatch>();
        foreach (var (operation, answer) in gone)
        {
            var dispatch = operation.Dispatch;
            var isClose = dispatch.Kind == OperationKind.Close;
            var why = dispatch.IsReuseAttempt() ? null : whyNotBelieved ?? (isClose ? null : FindVeto(dispatch.Entry!, now));
            if (why is not null)
                HoldBack(operation, answer, $"Not {(isClose ? "closed" : "listed anew")}: {why}.", whyNotBelieved is null ? null : permission);
            else if (isClose)
                await CloseAsync(operation, answer, now).ConfigureAwait(false);
            else
                creates.Add(CreateRecreation(dispatch, now));
        }

        return creates;
    }

    private static Dispatch CreateRecreation(Dispatch dispatch, DateTimeOffset now) =>
        dispatch with { Kind = OperationKind.Create, Entry = CarProtocol.CloseAsGone(dispatch.Entry!, now), IsRecreation = !dispatch.IsReuseAttempt() };

    /// <summary>Says why one car is not created anew, whatever the limit says; null where no reason is known.</summary>
    private string? FindVeto(LedgerEntry entry, DateTimeOffset now)
    {
        if (ledger.IsUnproved(entry.Key))
            return $"its id {entry.RemoteId} was adopted or is that of a car created anew, and no update has proved it since: Izzylease has no such car, or a proxy answers updates in its place. Look for the car there. If the car is not listed, Close-IzzyVehicle and New-IzzyVehicle -Reopen list the car again";
        return entry.LastSent > now - GoneLimit.Window
            ? $"Izzylease says that {entry.RemoteId} is gone, but acknowledged it less than {GoneLimit.Window.TotalHours:0} hours ago: check the base address. The next comparison sends the change again"
            : null;
    }

    private async Task CloseAsync(CarOperation operation, Answer answer, DateTimeOffset now)
    {
        var (write, outcome, error) = CarProtocol.ConcludeGoneClose(operation.Dispatch, operation.Operation, answer, run.Request.CloseReason, now);
        await journal.WriteAsync(write).ConfigureAwait(false);
        run.EndChange(operation.ToResult(outcome, error, answer, operation.Operation.RemoteId));
    }

    private void HoldBack(CarOperation operation, Answer answer, string why, Permission? permission) =>
        run.EndChange(operation.ToResult(SyncOutcome.HeldBack, why, answer, operation.Operation.RemoteId) with { Permission = permission });
}
