using System.Security.Cryptography;
using System.Text;
using IzzyPS.Ledger;

namespace IzzyPS.Execution;

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

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, Pending> _waiting = [];
    private readonly List<Pending> _updates = [];
    private readonly List<Pending> _creates = [];
    private readonly Dictionary<VehicleChange, Guid?> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>The updates and closes that this runner has claimed so far.</summary>
    internal int ClaimedUpdates { get; private set; }

    /// <summary>What two runners must have in common to share a run; null where a run can't be shared.</summary>
    internal static string? PlanOf(SyncRequest request)
    {
        if (request.Plan is not { IsFromStock: true } plan || plan.Files.Count == 0 || plan.Files.Any(file => file.Sha256 is null))
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
    internal void Join(IReadOnlyList<Pending> wanted, IReadOnlyList<VehicleChange> followed)
    {
        Add(wanted);
        foreach (var change in followed)
            _open[change] = null;
    }

    internal void Add(IReadOnlyList<Pending> planned)
    {
        foreach (var operation in planned)
        {
            (operation.Dispatch.Kind == OperationKind.Create ? _creates : _updates).Add(operation);
            _open[operation.Dispatch.Change] = operation.Operation.Id;
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
            if (kind != OperationKind.Create)
                ClaimedUpdates += taken.Count;
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
            _open[operation.Dispatch.Change] = operation.Operation.Id;
    }

    internal void EnsureHeld() => ledger.EnsureHeld();

    /// <summary>Waits until others have ended what they claimed, or one of them died.</summary>
    /// <returns>Whether something was given back that this runner carries out now.</returns>
    internal async Task<bool> WaitForOthersAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && (_waiting.Count > 0 || _open.Count > 0))
        {
            foreach (var lost in ledger.Recover(time.GetUtcNow()))
                run.Say(RunMessageLevel.Warning, lost.Key.Value, "another runner died while it created this vehicle: it is in doubt");
            var progress = ledger.ProgressOf(run.Id);
            var back = progress.Free.Where(_waiting.ContainsKey).Select(id => _waiting[id]).ToList();
            if (back.Count > 0)
            {
                foreach (var operation in back)
                    _ = _waiting.Remove(operation.Operation.Id);
                Add(back);
                return true;
            }

            if (!progress.HasOthers || (progress.Claimed == 0 && progress.Free.Count == 0))
                return false;
            try
            {
                await Task.Delay(Pause, time, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>Tells how the changes ended that this runner did not carry out itself.</summary>
    internal void Report(string whyNotSent)
    {
        if (_open.Count == 0)
            return;
        var last = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var operation in ledger.OperationsOf(run.Id))
            last[operation.Key.Value] = operation;
        foreach (var change in _open.Keys)
        {
            if (last.TryGetValue(change.Key.Value, out var operation))
                run.Ended(ResultOf(change, operation, whyNotSent));
            else
                run.Ended(change, SyncOutcome.NotSent, "Not sent: the run that it belongs to knows nothing of it. Compare again.");
        }

        _open.Clear();
    }

    private SyncResult ResultOf(VehicleChange change, Operation operation, string whyNotSent)
    {
        var (outcome, error) = operation.State switch
        {
            OperationState.Acked => (SyncOutcome.Succeeded, null),
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
