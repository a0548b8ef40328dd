using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Output;

namespace IzzyPS.Tool.Output;

/// <summary>Writes the reports of the commands about the ledger as JSON, like <see cref="SyncReportJson"/>.</summary>
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ResolveReport))]
[JsonSerializable(typeof(LedgerMoved))]
internal sealed partial class LedgerJson : JsonSerializerContext
{
    private static readonly LedgerJson Readable = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new OutgoingJson() },
    });

    internal static string Write(StatusReport report) => JsonSerializer.Serialize(report, Readable.StatusReport);

    internal static string Write(ResolveReport report) => JsonSerializer.Serialize(report, Readable.ResolveReport);

    internal static string Write(LedgerMoved moved) => JsonSerializer.Serialize(moved, Readable.LedgerMoved);
}
