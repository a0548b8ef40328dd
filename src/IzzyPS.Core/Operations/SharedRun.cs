using System.Security.Cryptography;
using System.Text;
using IzzyPS.Ledger;
using IzzyPS.Runs;
using IzzyPS.Sync;

namespace IzzyPS.Operations;

/// <summary>
/// This runner's part of a run that several may carry out: it claims operations in portions before it sends them, waits at the end
/// for what others have claimed, takes over what a dead one gave back, and tells how every change of its plan ended.
/// Two runners have the same plan when they read the same files for the same feed; each carries out only operations that its own
/// plan has too, to the byte.
/// </summary>
internal sealed class SharedRun(Run run, ISharedWriter ledger, int throttleLimit, TimeProvider time)
{
    private const int CandidatesInOneClaim = 512;
    private const int LargestPortion = 16;
    private const int ShareOfTheRest = 4;

    /// <summary>So often in a row nobody has anything under way before what is left is nobody's: others need a moment to claim it.</summary>
    private const int IdlePauses = 10;

    // All runners end at about the same time, unless one died: then there is a lease's time to wait.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, Pending> _waiting = [];
    private readonly Dictionary<Guid, VehicleChange> _followed = [];
    private readonly List<Pending> _updates = [];
    private readonly List<Pending> _creates = [];
    private readonly HashSet<VehicleChange> _open = new(ReferenceEqualityComparer.Instance);

    private JoinedPlan? _plan;

    /// <summary>What two runners must have in common to share a run; null where a run can't be shared.</summary>
    internal static string? PlanOf(SyncRequest request)
    {
        if (request.Plan?.Facts is not { IsFromStock: true } plan || plan.Files.Count == 0 || plan.Files.Any(file => file.Sha256 is null))
            return null;
        var text = string.Join('\n', plan.Files.Select(file => file.Sha256!).Order(StringComparer.Ordinal).Prepend($"{plan.Feed}\n{request.CloseReason}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Begins a run of one's own, whose operations are written down: others may join it now.</summary>
    internal void Open(IReadOnlyList<Pending> planned)
    {
        ledger.Share(run.Id);
        Add(planned);
    }

    /// <summary>Begins to take part in another's run.</summary>
    internal void Join(JoinedPlan plan, IReadOnlyList<Pending> wanted, IReadOnlyList<Followed> followed)
    {
        _plan = plan;
        Add(wanted);
        foreach (var (change, operation) in followed)
        {
            _ = _open.Add(change);
            _followed[operation] = change;
        }
    }

    internal void Add(IReadOnlyList<Pending> planned)
    {
        foreach (var operation in planned)
        {
            (operation.Dispatch.Kind == OperationKind.Create ? _creates : _updates).Add(operation);
            _ = _open.Add(operation.Dispatch.Change);
        }
    }

    /// <summary>Claims the next portion: the less is left, the smaller, so that all runners end at about the same time.</summary>
    /// <param name="kind">Creates, or everything else.</param>
    internal List<Pending> Claim(OperationKind kind)
    {
        var queue = kind == OperationKind.Create ? _creates : _updates;
        while (queue.Count > 0)
        {
            var most = Math.Clamp(queue.Count / ShareOfTheRest, throttleLimit, LargestPortion * throttleLimit);
            var candidates = queue.Take(Math.Max(CandidatesInOneClaim, most)).ToList();
            var claimed = ledger.Claim([.. candidates.Select(operation => operation.Operation.Id)], most).ToHashSet();

            // Fewer than asked for: others have the rest of the candidates.
            var passed = claimed.Count < most ? candidates : [.. candidates.Where(operation => claimed.Contains(operation.Operation.Id))];
            foreach (var operation in passed.Where(operation => !claimed.Contains(operation.Operation.Id)))
                _waiting[operation.Operation.Id] = operation;
            var taken = passed.Where(operation => claimed.Contains(operation.Operation.Id)).ToList();
            var gone = passed.ToHashSet();
            _ = queue.RemoveAll(gone.Contains);
            foreach (var operation in taken)
                _ = _open.Remove(operation.Dispatch.Change);
            if (taken.Count > 0)
                return taken;
        }

        return [];
    }

    /// <summary>Gives operations back that this runner claimed and will not send.</summary>
    internal void GiveBack(IReadOnlyList<Pending> operations)
    {
        ledger.GiveBack([.. operations.Select(operation => operation.Operation.Id)]);
        foreach (var operation in operations)
            _ = _open.Add(operation.Dispatch.Change);
    }

    internal ValueTask EnsureHeldAsync() => ledger.EnsureHeldAsync();

    /// <summary>Waits until others have ended what they claimed, or one of them died.</summary>
    /// <returns>Whether something was given back that this runner carries out now.</returns>
    internal async Task<bool> WaitForOthersAsync(CancellationToken stop)
    {
        var (idle, pause) = (0, ShortestPause);
        while (!stop.IsCancellationRequested && (_waiting.Count > 0 || _open.Count > 0))
        {
            foreach (var lost in ledger.Recover(time.GetUtcNow()))
                run.Say(RunMessageLevel.Warning, lost.Key.Value, "another runner died while it created this vehicle: it is in doubt");
            var progress = ledger.ProgressOf(run.Id);
            var back = progress.Free.Select(TakeBack).OfType<Pending>().ToList();
            if (back.Count > 0)
            {
                Add(back);
                return true;
            }

            // What is free and in none of the living runners' plans must not have them wait for each other.
            idle = progress.Claimed == 0 ? idle + 1 : 0;
            if (!progress.HasOthers || (progress.Claimed == 0 && progress.Free.Count == 0) || idle > IdlePauses)
                return false;
            try
            {
                await Task.Delay(pause, time, stop).ConfigureAwait(false);
                pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>What another runner gave back, or lost with its lease, where this one's plan has it.</summary>
    private Pending? TakeBack(Guid id)
    {
        if (_waiting.Remove(id, out var waiting))
            return waiting;
        return _followed.Remove(id, out var change) && ledger.GetOperation(id) is { } operation ? _plan!.TryTake(change, SharedOperation.Of(operation)) : null;
    }

    /// <summary>Tells how the changes ended that this runner did not carry out itself.</summary>
    internal void Report(string whyNotSent)
    {
        if (_open.Count == 0)
            return;
        var last = new Dictionary<string, SharedOperation>(StringComparer.Ordinal);
        foreach (var operation in ledger.OperationsOf(run.Id))
            last[operation.Key.Value] = operation;
        foreach (var change in _open)
        {
            if (last.TryGetValue(change.Key.Value, out var operation) || last.TryGetValue(change.ReplacesKey?.Value ?? string.Empty, out operation))
                run.Ended(ResultOf(change, operation, whyNotSent));
            else
                run.Ended(change, SyncOutcome.NotSent, "Not sent: the run that it belongs to knows nothing of it. Compare again.");
        }

        _open.Clear();
    }

    private static string OfGone(SharedOperation operation) =>
        $"Not {(operation.Kind == OperationKind.Close ? "closed" : "listed anew")}: another runner was told that {operation.RemoteId} is gone, and held it back. {operation.Error}".TrimEnd();

    private SyncResult ResultOf(VehicleChange change, SharedOperation operation, string whyNotSent)
    {
        var (outcome, error) = operation.State switch
        {
            OperationState.Acked when operation.Kind == OperationKind.Create && change.Action is ChangeAction.Update or ChangeAction.Reprice => (SyncOutcome.Recreated, null),
            OperationState.Acked => (SyncOutcome.Succeeded, null),
            OperationState.Rejected when operation is { Kind: not OperationKind.Create, Status: 404 or 410 } => (SyncOutcome.HeldBack, OfGone(operation)),
            OperationState.Rejected => (SyncOutcome.Rejected, operation.Error),
            OperationState.Failed => (SyncOutcome.Failed, operation.Error),
            OperationState.InDoubt => (SyncOutcome.InDoubt, operation.Error),
            OperationState.Sending => (SyncOutcome.NotSent, "Another runner is sending it."),
            _ => (SyncOutcome.NotSent, operation.Error ?? $"Not sent: {whyNotSent}."),
        };
        return new SyncResult(change)
        {
            Outcome = outcome,
            Error = error,
            RunId = run.Id,
            RemoteId = operation.RemoteId,
            Attempts = operation.Attempts,
            Status = operation.Status,
        };
    }
}
