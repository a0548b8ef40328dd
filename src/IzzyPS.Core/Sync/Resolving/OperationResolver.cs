using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Vehicles;

namespace IzzyPS.Sync.Resolving;

/// <summary>
/// Resolves creates in doubt with what an operator found on Izzylease. A car id is believed only after an update of that car was answered with
/// 2xx. Before that, and when the update fails, the create stays in doubt. A resolution that conflicts with the ledger is recorded as a failed
/// run. Source: SAFETY.md, "Resolving".
/// </summary>
internal sealed class OperationResolver(ILedger ledger, IDealerClient dealer, TimeProvider time, RunTrigger trigger = RunTrigger.Cmdlet)
{
    /// <summary>Resolves creates in doubt, one after the other and under one lease.</summary>
    /// <param name="resolutions">What the operator found, one for each operation.</param>
    /// <param name="command">The command that runs, for the ledger and for a run that waits for the lease.</param>
    /// <param name="waitForLock">How long to wait for another run to end; zero to fail at once.</param>
    /// <param name="stop">Cancels the update in flight, and ends the work before the next resolution.</param>
    /// <returns>One result for each resolution.</returns>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    /// <exception cref="DealerException">The API gave no token. Nothing was sent.</exception>
    internal async Task<IReadOnlyList<ResolveResult>> ResolveAsync(
        IReadOnlyList<Resolution> resolutions, string command, TimeSpan waitForLock, CancellationToken stop)
    {
        var writer = await ledger.AcquireLeaseAsync(LeaseHolder.Describe(command), waitForLock, stop).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            // A create that a killed run left in Sending becomes in doubt only when the next holder of the lease recovers it, as here.
            _ = writer.Recover(time.GetUtcNow());
            if (resolutions.Any(resolution => resolution.RemoteId is not null))
                await dealer.AuthenticateAsync(stop).ConfigureAwait(false);
            var results = new List<ResolveResult>(resolutions.Count);
            foreach (var resolution in resolutions)
            {
                stop.ThrowIfCancellationRequested();
                results.Add(await ResolveAsync(writer, resolution, command, stop).ConfigureAwait(false));
            }

            return results;
        }
    }

    private async Task<ResolveResult> ResolveAsync(ILedgerWriter writer, Resolution resolution, string command, CancellationToken stop)
    {
        var runId = Guid.CreateVersion7(time.GetUtcNow());
        var operation = writer.GetOperation(resolution.OperationId);
        if (Check(writer, resolution, operation) is var (fault, why))
            return new ResolveResult(operation, runId, fault, why);
        if (resolution.RemoteId is not { } remoteId)
            return Resolve(writer, operation!, null, runId, command, "Not created, as an operator found: the next comparison sends the car again.");

        var answer = await dealer.CreateCalls(new RequestContext(runId, operation!.Subject)).UpdateCarAsync(remoteId, operation.Payload.ToCar(), stop).ConfigureAwait(false);
        if (answer.Kind != AnswerKind.Acknowledged)
            return CreateUnproved(operation, remoteId, runId, answer);
        // Another runspace shares the lease and may have resolved the create while this one waited for the answer.
        return Check(writer, resolution, writer.GetOperation(operation.Id)) is var (late, reason)
            ? new ResolveResult(operation, runId, late, reason, answer.Status)
            : Resolve(writer, operation, remoteId, runId, command, $"Listed as {remoteId}, as an operator found and an update proved.", answer.Status);
    }

    private static (ResolveFault Fault, string Why)? Check(ILedgerWriter writer, Resolution resolution, Operation? operation)
    {
        if (operation is null)
            return (ResolveFault.NotFound, $"The ledger has no operation {resolution.OperationId}.");
        if (operation.State != OperationState.InDoubt)
            return (ResolveFault.NotInDoubt, $"{operation.Key}: operation {operation.Id} is not in doubt: it is {operation.State}. Nothing was changed.");
        if (resolution.RemoteId is not { } remoteId)
            return null;
        if (!RemoteId.IsValid(remoteId))
            return (ResolveFault.InvalidId, $"{operation.Key}: '{remoteId}' can't be a car's id on Izzylease; right would be {RemoteId.Right}. Nothing was sent.");
        return writer.FindOwner(remoteId) switch
        {
            null => null,
            // This listing is older than the create in doubt, so the create did not make it.
            { } owner when owner == operation.Key => (
                ResolveFault.IdTaken,
                $"{operation.Key}: {remoteId} is its former listing; the create in doubt would have made a new one. Look for the new one, or say -NotCreated (izzy: --not-created). Nothing was sent."),
            { } owner => (
                ResolveFault.IdTaken,
                $"{operation.Key}: {remoteId} already belongs to {owner}. Look again which car on Izzylease is {operation.Key}. Nothing was sent."),
        };
    }

    private static ResolveResult CreateUnproved(Operation operation, string remoteId, Guid runId, Answer answer)
    {
        var (fault, why) = answer.Kind switch
        {
            AnswerKind.Gone => (ResolveFault.ProofRefused, $"Izzylease has no car {remoteId}"),
            AnswerKind.Rejected or AnswerKind.Unauthorized => (ResolveFault.ProofRefused, $"Izzylease refused the update of {remoteId}: {answer.Error?.TrimEnd('.')}"),
            _ => (ResolveFault.ProofUnanswered, $"the update of {remoteId} was not confirmed: {answer.Error?.TrimEnd('.')}"),
        };
        return new ResolveResult(operation, runId, fault, $"{operation.Key} stays in doubt: {why}.", answer.Status);
    }

    private ResolveResult Resolve(
        ILedgerWriter writer, Operation operation, string? remoteId, Guid runId, string command, string what, int? status = null)
    {
        var now = time.GetUtcNow();
        var resolved = operation with { State = OperationState.Resolved, EndedAt = now, RemoteId = remoteId };
        var write = new LedgerWrite(resolved) { Event = new LedgerEvent(runId, operation.Key, now, VehicleEventKind.Resolved, what) };
        if (remoteId is not null)
        {
            var entry = CreateEntry(resolved, writer.Get(operation.Key), now);
            write = write with
            {
                Entry = entry,
                ReplacesKey = entry.Key == operation.Key ? null : operation.Key,
                PriceChanged = true,
                Event = write.Event with { Key = entry.Key },
            };
        }

        writer.BeginRun(CreateRecord(operation, runId, command, now));
        try
        {
            writer.Write([write]);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            // Meanwhile the server gave the same id to a run in another runspace.
            writer.EndRun(runId, RunOutcome.Failed, new RunCounts(0, 0, 0, 0, 1, 1), now);
            return new ResolveResult(operation, runId, ResolveFault.IdTaken, exception.Message, status);
        }

        writer.EndRun(runId, RunOutcome.Finished, new RunCounts(remoteId is null ? 0 : 1, 0, 0, 0, 0, 0), now);
        return new ResolveResult(resolved, runId, null, $"{operation.Key}: {what}", status);
    }

    /// <summary>Makes the entry of the resolved vehicle. Who set its prices is taken from the entry before, because the operation does not say it.</summary>
    private static LedgerEntry CreateEntry(Operation operation, LedgerEntry? before, DateTimeOffset now)
    {
        var entry = LedgerEntry.CreateFromCar(operation.Payload.ToCar(), operation.Feed);
        var isPricedByHand = before is { PriceSetBy: Origin.Hand, FeedPrices: { } feed } && feed != entry.Prices;
        return entry with
        {
            PriceSetBy = isPricedByHand ? Origin.Hand : Origin.Feed,
            FeedPrices = isPricedByHand ? before!.FeedPrices : entry.Prices,
            RemoteId = operation.RemoteId,
            FirstListed = before?.FirstListed ?? operation.SentAt,
            LastSent = now,
        };
    }

    private RunRecord CreateRecord(Operation operation, Guid runId, string command, DateTimeOffset now) => new()
    {
        Id = runId,
        Kind = RunKind.Resolve,
        Trigger = trigger,
        Feed = operation.Feed,
        StartedAt = now,
        Command = command,
    };
}
