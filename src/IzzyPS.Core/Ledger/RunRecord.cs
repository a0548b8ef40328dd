namespace IzzyPS.Ledger;

/// <summary>The start of a run.</summary>
internal sealed record RunRecord
{
    public required Guid Id { get; init; }

    /// <summary>What the run is for.</summary>
    public RunKind Kind { get; init; } = RunKind.StockSync;

    /// <summary>What started the run.</summary>
    public RunTrigger Trigger { get; init; } = RunTrigger.Cmdlet;

    public required string Feed { get; init; }

    /// <summary>The plan that is carried out; null for a run that has none.</summary>
    public RunPlan? Plan { get; init; }

    /// <summary>The files that the run is over.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    public required DateTimeOffset StartedAt { get; init; }

    public string Host { get; init; } = Environment.MachineName;

    public string User { get; init; } = Environment.UserName;

    /// <summary>The command that ran.</summary>
    public required string Command { get; init; }
}

/// <summary>What the ledger keeps of the plan of a run.</summary>
/// <param name="Id">The plan.</param>
/// <param name="PlannedAt">When it was made.</param>
/// <param name="BaseSerial">The ledger's serial then.</param>
/// <param name="IsFromStock">Whether it is the plan of a partner's stock.</param>
internal sealed record RunPlan(Guid Id, DateTimeOffset PlannedAt, long BaseSerial, bool IsFromStock);

/// <summary>One file of a run.</summary>
internal sealed record RunFile(string Path, string? Sha256, int Rows, int RowsRejected, bool HasFinalLineBreak);

/// <summary>How many vehicles of a run ended how.</summary>
/// <remarks><c>Recreated</c>: gone on Izzylease and listed anew; not among <c>Created</c>. The ledger's row of a run has the sum of both as created; the vehicles' histories tell them apart.</remarks>
internal sealed record RunCounts(int Created, int Updated, int Repriced, int Closed, int InDoubt, int Failed, int Recreated = 0);
