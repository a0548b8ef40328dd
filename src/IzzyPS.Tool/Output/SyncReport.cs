using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Vehicles;

namespace IzzyPS.Tool.Output;

/// <summary>What <c>izzy sync --json</c> prints: counts, and the vehicles behind them.</summary>
internal sealed record SyncReport
{
    public int Created => Detail.Created.Count;

    /// <summary>Gone on Izzylease and listed anew; not among <see cref="Created"/>.</summary>
    public int Recreated => Detail.Recreated.Count;

    public int Updated => Detail.Updated.Count;

    public int PriceUpdates => Detail.PriceUpdates.Count;

    public int Closed => Detail.Closed.Count;

    public int Unchanged { get; set; }

    public int HeldBack => Detail.HeldBack.Count;

    /// <summary>All that the ledger holds in doubt, not this run's alone.</summary>
    public int InDoubt => Detail.InDoubt.Count;

    public int Errors => Detail.Errors.Count;

    /// <summary>The run, where one was begun, as the log has it.</summary>
    public string? Run { get; set; }

    /// <summary>Why the run failed, where it did.</summary>
    public string? Fault { get; set; }

    public SyncReportDetail Detail { get; } = new();

    /// <summary>Whether closes, or listings that Izzylease says are gone, are among <see cref="HeldBack"/>.</summary>
    [JsonIgnore]
    public bool HoldsClosesBack { get; set; }

    [JsonIgnore]
    public bool WasStopped { get; set; }

    [JsonIgnore]
    public bool IsLocked { get; set; }

    [JsonIgnore]
    public ExitCode ExitCode =>
        WasStopped ? ExitCode.Stopped
        : IsLocked ? ExitCode.Locked
        : Fault is not null ? ExitCode.Failed
        : InDoubt > 0 ? ExitCode.InDoubt
        : HoldsClosesBack ? ExitCode.ClosesHeldBack
        : Errors > 0 ? ExitCode.Errors
        : ExitCode.Done;
}

/// <summary>The vehicles behind each count but <c>unchanged</c>.</summary>
internal sealed record SyncReportDetail
{
    public List<SyncReportEntry> Created { get; } = [];

    public List<SyncReportEntry> Recreated { get; } = [];

    public List<SyncReportEntry> Updated { get; } = [];

    public List<SyncReportEntry> PriceUpdates { get; } = [];

    public List<SyncReportEntry> Closed { get; } = [];

    public List<SyncReportEntry> HeldBack { get; } = [];

    public List<SyncReportEntry> InDoubt { get; } = [];

    public List<SyncReportEntry> Errors { get; } = [];
}

/// <summary>One vehicle, as far as it is known.</summary>
internal sealed record SyncReportEntry(string? Vin, string? ConfigurationNumber, string? CarId, int? Line, string? Reason);

/// <summary>Writes the report without reflection, in the names that the tool documents and with Polish letters as they are.</summary>
[JsonSerializable(typeof(SyncReport))]
internal sealed partial class SyncReportJson : JsonSerializerContext
{
    private static readonly SyncReportJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new OutgoingJson() },
    });

    internal static string Of(SyncReport report) => JsonSerializer.Serialize(report, Readable.SyncReport);
}
