using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Evidence;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Runs.Reporting;

/// <summary>What a run did. Both front ends show this report, so their numbers agree.</summary>
internal sealed record RunReport
{
    /// <summary>The id of the run; null where no run was begun.</summary>
    public Guid? RunId { get; init; }

    public required RunKind Kind { get; init; }

    public required RunTrigger Trigger { get; init; }

    /// <summary>Vehicles that were listed, for the first time or again after a close.</summary>
    public required IReadOnlyList<RunEntry> Created { get; init; }

    /// <summary>Vehicles whose listing was gone on Izzylease, and that were listed anew. They are not in <see cref="Created"/>.</summary>
    public required IReadOnlyList<RunEntry> Recreated { get; init; }

    public required IReadOnlyList<RunEntry> Updated { get; init; }

    public required IReadOnlyList<RunEntry> Repriced { get; init; }

    public required IReadOnlyList<RunEntry> Closed { get; init; }

    /// <summary>Vehicles for which nothing was to be done.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Changes that a limit or an operator's decision held back.</summary>
    public required IReadOnlyList<RunEntry> HeldBack { get; init; }

    /// <summary>Every create in doubt that the ledger has, of all runs.</summary>
    public required IReadOnlyList<RunEntry> InDoubt { get; init; }

    /// <summary>Files, rows and vehicles with errors.</summary>
    public required IReadOnlyList<RunEntry> Errors { get; init; }

    /// <summary>What was noticed about the stock files and, by kind, about their vehicles. A warning stops nothing.</summary>
    public required IReadOnlyList<PlanWarning> Warnings { get; init; }

    /// <summary>Whether <see cref="HeldBack"/> has something that a guard holds back, and not only what an operator decided.</summary>
    public required bool IsHeldByGuard { get; init; }

    /// <summary>Why the run failed; null where it did not fail.</summary>
    public RunFault? Fault { get; init; }

    /// <summary>Whether the run was stopped.</summary>
    public bool WasStopped { get; init; }

    /// <summary><see cref="HeldBack"/> in groups: one for each code, the largest first.</summary>
    public IReadOnlyList<HeldGroup> HeldGroups => HeldGroup.Create(HeldBack);

    /// <summary>The results of the changes, in the order in which they ended.</summary>
    public required IReadOnlyList<SyncResult> Results { get; init; }

    /// <summary>How the run ended.</summary>
    public RunVerdict Verdict =>
        WasStopped ? RunVerdict.Stopped
        : Fault is { Code: FaultCode.LedgerLeased } ? RunVerdict.Locked
        : Fault is not null ? RunVerdict.Failed
        : InDoubt.Count > 0 ? RunVerdict.InDoubt
        : IsHeldByGuard ? RunVerdict.HeldBack
        : Errors.Count > 0 ? RunVerdict.Errors
        : RunVerdict.Done;
}
