using IzzyPS.Dealer;
using IzzyPS.Hooks;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Operations.Claims;
using IzzyPS.Operations.Sending;
using IzzyPS.Output;
using IzzyPS.Planning.Changes;
using IzzyPS.Sync.Cars;
using IzzyPS.Sync.Gone;
using IzzyPS.Sync.Joining;

namespace IzzyPS.Sync;

/// <summary>
/// Carries changes out: takes the lease, checks each change again, sends the changes as operations that are journalled before and after each
/// request, and reports how each change ended. Source: SAFETY.md.
/// </summary>
internal sealed class SyncExecutor(ILedger ledger, IDealerClient dealer, ExecutionOptions options, TimeProvider time)
{
    /// <summary>Carries the changes out.</summary>
    /// <param name="request">The changes.</param>
    /// <param name="observer">Receives each result as soon as it is known.</param>
    /// <param name="stop">Stops the run: nothing new is sent, and the requests in flight are awaited for a bounded time and recorded.</param>
    /// <exception cref="LedgerException">Another run holds the ledger, or it can't be written.</exception>
    /// <exception cref="DealerException">The API gave no token. Nothing was sent.</exception>
    internal async Task<RunSummary> RunAsync(SyncRequest request, IRunObserver observer, CancellationToken stop)
    {
        // The token is requested while the lease is taken, to save time. Where the run may wait for the lease, the token is requested after the
        // wait: otherwise the token could expire meanwhile.
        var token = options.WaitForLock > TimeSpan.Zero ? null : GetTokenRequest(request, stop);
        var writer = await AcquireAsync(request, stop).ConfigureAwait(false);
        token ??= GetTokenRequest(request, stop);
        await using (writer.ConfigureAwait(false))
        {
            StepHook.Reach("after-lease");
            var now = time.GetUtcNow();
            var shared = writer as ISharedWriter;
            var left = writer.Recover(now);
            if (shared?.JoinedRun is null && request is { Plan: { } plan, PlanAgain: { } planAgain } && !writer.IsUnwrittenSince(plan.Facts.BaseSerial))
            {
                request = planAgain();
                token = GetTokenRequest(request, stop);
            }

            var run = new Run(shared?.JoinedRun ?? request.Context?.TakeRunId(now) ?? Guid.CreateVersion7(now), request, observer);
            foreach (var lost in left)
                run.Say(RunMessageLevel.Warning, lost.Subject.Key, "an earlier run was killed while it was creating this vehicle: the create is in doubt");
            StepHook.Reach("after-recovery");
            observer.Started(run.Id, request.Changes.Count);
            return shared?.JoinedRun is null
                ? await CarryOutAsync(run, writer, token, stop).ConfigureAwait(false)
                : await JoinAsync(run, shared, token, stop).ConfigureAwait(false);
        }
    }

    private Task<ILedgerWriter> AcquireAsync(SyncRequest request, CancellationToken stop) =>
        ledger is ISharedLedger shared && PlanIdentity.Compute(request) is { } plan
            ? shared.AcquireOrJoinAsync(LeaseHolder.Describe(request.Command), plan, options.WaitForLock, stop)
            : ledger.AcquireLeaseAsync(LeaseHolder.Describe(request.Command), options.WaitForLock, stop);

    /// <summary>Carries out a part of another runner's run of the same plan. The runner that leaves the run last ends it in the ledger.</summary>
    private async Task<RunSummary> JoinAsync(Run run, ISharedWriter writer, Task token, CancellationToken stop)
    {
        run.Say(RunMessageLevel.Warning, "another runner is carrying out the same plan: this run shares the work");
        var outcome = RunOutcome.Failed;
        var sender = CreateSender(run, writer);
        dealer.PutOff += Pause;
        try
        {
            var context = CreateContext(run, writer, sender);
            var (wanted, followed) = new JoinMatcher(context, writer).Match();
            // The runner that began the run has counted the changes without an operation.
            writer.TrackProgress(run.Id, known: run.Counts, () => run.Counts);
            if (wanted.Count + followed.Count > 0)
                await token.ConfigureAwait(false);
            var source = new ClaimedOperations(run.Id, writer, sender.Planned, run, options.ThrottleLimit, time);
            source.Join(wanted, followed);
            await sender.SendAsync(source, new GoneFollowUp(context, time), stop).ConfigureAwait(false);
            outcome = GetOutcome(sender, run, stop);
        }
        finally
        {
            dealer.PutOff -= Pause;
            await sender.DisposeAsync().ConfigureAwait(false);
            if (!sender.HasCommitFailed)
                outcome = writer.EndRun(run.Id, outcome, run.Counts, time.GetUtcNow());
        }

        return run.Summarize(outcome, sender.Fault);

        void Pause(object? client, PutOffEventArgs put) => sender.Pause(put.Wait, put.Reason);
    }

    /// <summary>
    /// Begins to request a token on another thread. A run calls this as soon as it expects to send something. The first API request then does
    /// not wait for the connection and the token, which take 80 ms in a fresh process.
    /// </summary>
    /// <param name="dealer">The client of the run.</param>
    /// <param name="stop">Stops the run. A stop is no error here: the run goes on without a token, sends nothing and reports each change as not sent.</param>
    internal static Task BeginAuthenticate(IDealerClient dealer, CancellationToken stop)
    {
        var token = Task.Run(() => AuthenticateAsync(dealer, stop), CancellationToken.None);
        // Observes the exception of the token where the token is not awaited.
        _ = token.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return token;
    }

    /// <summary>Gets the token request of a run, and begins it where that did not happen yet. A run without a change to send needs no token.</summary>
    private Task GetTokenRequest(SyncRequest request, CancellationToken stop) =>
        request.Changes.Any(ChangeCheck.MayBeSent) ? request.Token ?? BeginAuthenticate(dealer, stop) : Task.CompletedTask;

    private static async Task AuthenticateAsync(IDealerClient dealer, CancellationToken stop)
    {
        try
        {
            await dealer.AuthenticateAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The sender sees the stop before it sends anything.
        }
    }

    /// <summary>Says how the run ended for this runner. <see cref="ILedgerWriter.EndRun"/> has the last word.</summary>
    private static RunOutcome GetOutcome(OperationSender sender, Run run, CancellationToken stop)
    {
        if (sender.Fault is not null)
            return RunOutcome.Failed;
        // A run without its last creates has not finished: the same file leads to requests again.
        return stop.IsCancellationRequested || (sender.HasEndedCreates && run.HasUnsentChanges) ? RunOutcome.Stopped : RunOutcome.Finished;
    }

    private async Task<RunSummary> CarryOutAsync(Run run, ILedgerWriter writer, Task token, CancellationToken stop)
    {
        var (dispatches, held) = CheckChanges(run, writer);
        var releases = run.Request.Changes.Where(change => change.IsRelease).ToList();
        if (dispatches.Count == 0 && releases.Count == 0 && !run.Request.IsStock)
            return run.Summarize(RunOutcome.Finished, null);
        if (dispatches.Count > 0)
            await token.ConfigureAwait(false);

        StepHook.Reach("before-run-begin");
        writer.BeginRun(CreateRecord(run, dispatches.Count, FeedNotes.Create(run.Request, held, writer, options.CloseLimits, time)));
        writer.TrackProgress(run.Id, known: RunCounts.None, () => run.Counts);
        StepHook.Reach("after-run-begin");
        var outcome = RunOutcome.Failed;
        var sender = CreateSender(run, writer);
        dealer.PutOff += Pause;
        try
        {
            ReleaseVehicles(run, writer, releases);
            RememberHolds(run, writer);
            var context = CreateContext(run, writer, sender);
            var operations = dispatches.ConvertAll(dispatch => CarOperation.Create(context, dispatch, time.GetUtcNow()));
            await sender.SendAsync(await OpenSourceAsync(run, writer, sender, operations).ConfigureAwait(false), new GoneFollowUp(context, time), stop).ConfigureAwait(false);
            outcome = GetOutcome(sender, run, stop);
        }
        finally
        {
            dealer.PutOff -= Pause;
            await sender.DisposeAsync().ConfigureAwait(false);
            StepHook.Reach("before-run-end");
            if (!sender.HasCommitFailed)
                outcome = writer.EndRun(run.Id, outcome, run.Counts, time.GetUtcNow());
            StepHook.Reach("after-run-end");
        }

        return run.Summarize(outcome, sender.Fault);

        void Pause(object? client, PutOffEventArgs put) => sender.Pause(put.Wait, put.Reason);
    }

    private OperationSender CreateSender(Run run, ILedgerWriter writer) => new(
        run.Id,
        writer,
        run,
        new SenderOptions
        {
            ThrottleLimit = options.ThrottleLimit,
            StopGrace = options.StopGrace,
            CreatePause = options.CreatePause,
            BaseUri = dealer.Account.BaseUri,
        },
        time);

    private CarContext CreateContext(Run run, ILedgerWriter writer, OperationSender sender) => new(
        run, dealer, new GoneListings(run, writer, sender.Journal, time), new ChangeCheck(writer, ledger.Lineage, options.ReuseListing));

    /// <summary>Makes the source of a run that this runner begins. On a shared ledger other runners may join the run from now on.</summary>
    private async Task<IOperationSource> OpenSourceAsync(Run run, ILedgerWriter writer, OperationSender sender, IReadOnlyList<PendingOperation> operations)
    {
        if (writer is not ISharedWriter shared)
        {
            var own = new OwnOperations(sender.Planned);
            await own.AddAsync(operations).ConfigureAwait(false);
            return own;
        }

        var source = new ClaimedOperations(run.Id, shared, sender.Planned, run, options.ThrottleLimit, time);
        await source.PlanAndShareAsync(operations).ConfigureAwait(false);
        return source;
    }

    /// <summary>Checks the changes. Those that lead to no request end here.</summary>
    private (List<Dispatch> Dispatches, List<HeldClose> Held) CheckChanges(Run run, ILedgerWriter writer)
    {
        var check = new ChangeCheck(writer, ledger.Lineage, options.ReuseListing);
        var dispatches = new List<Dispatch>(run.Request.Changes.Count);
        foreach (var change in check.ReadAhead(run.Request.Changes))
        {
            var verdict = check.Check(change);
            if (verdict.Dispatch is { } dispatch)
                dispatches.Add(dispatch);
            else
                run.EndChange(change, verdict);
        }

        var closes = new AppliedCloses(run, writer, options.CloseLimits, time);
        return (closes.HoldBack(HoldGuarded(run, writer, dispatches)), closes.Held);
    }

    /// <summary>Holds back what the guards hold back. A plan is guarded when it is made; a change that is held back here is an old one, or one of several plans.</summary>
    private List<Dispatch> HoldGuarded(Run run, ILedgerWriter writer, List<Dispatch> dispatches)
    {
        var now = time.GetUtcNow();
        var held = new GuardCheck(options.GuardLimits, feed => (writer.GetFeedFacts(feed, now - options.CloseLimits.Window), writer.GetFeedMemory(feed))).FindHeld(dispatches);
        foreach (var (dispatch, block) in held)
            run.EndChange(dispatch.Change, ChangeVerdict.End(SyncOutcome.Stale, $"Not sent: {block.Message} Compare again."));
        return held.Count == 0 ? dispatches : [.. dispatches.Where(dispatch => !held.ContainsKey(dispatch))];
    }

    /// <summary>Marks vehicles that were closed by hand or by their status and are missing from a complete file. They may be listed again.</summary>
    private void ReleaseVehicles(Run run, ILedgerWriter writer, List<VehicleChange> releases)
    {
        var now = time.GetUtcNow();
        var writes = releases
            .Select(change => writer.Get(change.Key))
            .Where(entry => entry is not null && (ChangeRules.IsHeldByHand(entry) || ChangeRules.IsClosedByStatus(entry)))
            .Select(entry => new LedgerWrite(null, entry! with { IsReleased = true })
            {
                Event = new LedgerEvent(run.Id, entry.Key, now, VehicleEventKind.Released, "a complete file lacked it"),
            })
            .ToList();
        if (writes.Count > 0)
            writer.Write(writes);
    }

    /// <summary>Notes in the vehicles' histories what guards hold back, so that a rerun holds the same back again.</summary>
    private void RememberHolds(Run run, ILedgerWriter writer)
    {
        var now = time.GetUtcNow();
        foreach (var portion in run.Request.Changes.Where(change => change.HoldsToRemember.Count > 0).Chunk(500))
        {
            // A plan that is applied twice finds that its first run has replaced the old key.
            var known = writer.GetAll([.. portion.SelectMany(change => new[] { change.ReplacesKey ?? change.Key, change.Key }).Distinct()]).Select(entry => entry.Key).ToHashSet();
            var writes = new List<LedgerWrite>();
            foreach (var change in portion)
            {
                var key = change.ReplacesKey is { } before && known.Contains(before) ? before : change.Key;
                if (known.Contains(key))
                    writes.AddRange(change.HoldsToRemember.Select(hold => new LedgerWrite(null) { Event = new LedgerEvent(run.Id, key, now, VehicleEventKind.HeldBack, hold) }));
            }

            if (writes.Count > 0)
                writer.Write(writes);
        }
    }

    private RunRecord CreateRecord(Run run, int toSend, IReadOnlyList<FeedNote> notes)
    {
        var plan = run.Request.Context!.Facts;
        return new RunRecord
        {
            Id = run.Id,
            Kind = run.Request.IsStock ? RunKind.StockSync : RunKind.Manual,
            Trigger = run.Request.Trigger,
            Feed = plan.Feed,
            Plan = new RunPlan(plan.Id, plan.PlannedAt, plan.BaseSerial, plan.IsFromStock),
            Files = plan.Files,
            Warnings = [.. plan.Warnings.Select(warning => new RunWarning(warning.Code, warning.Message, warning.File, warning.Count))],
            Notes = notes,
            Planned = toSend + run.Counts.Ended,
            StartedAt = time.GetUtcNow(),
            Command = run.Request.Command,
        };
    }
}
