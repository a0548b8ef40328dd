using IzzyPS.Ledger.Listings;

namespace IzzyPS.Ledger.RunRecords;

/// <summary>What the ledger records when a run starts.</summary>
internal sealed record RunRecord
{
    public required Guid Id { get; init; }

    /// <summary>What the run is for.</summary>
    public RunKind Kind { get; init; } = RunKind.StockSync;

    /// <summary>What started the run.</summary>
    public RunTrigger Trigger { get; init; } = RunTrigger.Cmdlet;

    public required string Feed { get; init; }

    /// <summary>The plan that the run carries out, or null where the run has no plan.</summary>
    public RunPlan? Plan { get; init; }

    /// <summary>The stock files of the run.</summary>
    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>What was noticed about the files and the vehicles of the run's plan.</summary>
    public IReadOnlyList<RunWarning> Warnings { get; init; } = [];

    /// <summary>What the run leaves for the guards of later runs, for each feed.</summary>
    public IReadOnlyList<FeedNote> Notes { get; init; } = [];

    /// <summary>How many changes the run has to carry out. Changes that are held back or blocked before anything is sent are not among them.</summary>
    public int Planned { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string Host { get; init; } = Environment.MachineName;

    public string User { get; init; } = Environment.UserName;

    /// <summary>The command that started the run.</summary>
    public required string Command { get; init; }
}

/// <summary>What the ledger records about a run's plan.</summary>
/// <param name="Id">The plan's id.</param>
/// <param name="PlannedAt">When the plan was made.</param>
/// <param name="BaseSerial">The ledger's serial when the plan was made.</param>
/// <param name="IsFromStock">Whether the plan was made from a partner's stock.</param>
internal sealed record RunPlan(Guid Id, DateTimeOffset PlannedAt, long BaseSerial, bool IsFromStock);

/// <summary>One stock file of a run.</summary>
internal sealed record RunFile(string Path, string? Sha256, int Rows, int RowsRejected, bool HasFinalLineBreak);

/// <summary>The number of vehicles of a run by their outcome.</summary>
/// <remarks>
/// <c>Recreated</c> counts the vehicles whose listing was gone on Izzylease and that were listed anew; <c>Created</c> does not include them.
/// The ledger's row of a run stores the sum of both as created. The histories of the vehicles tell them apart.
/// </remarks>
internal sealed record RunCounts(int Created, int Updated, int Repriced, int Closed, int InDoubt, int Failed, int Recreated = 0)
{
    /// <summary>The counts of a run in which nothing has ended yet.</summary>
    internal static readonly RunCounts None = new(0, 0, 0, 0, 0, 0);

    /// <summary>How many changes have ended.</summary>
    internal int Ended => Created + Updated + Repriced + Closed + InDoubt + Failed + Recreated;
}
