using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Output;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool.Output;

/// <summary>Writes the report as JSON without reflection. Names are in snake case. Polish letters are not escaped.</summary>
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

    internal static string Write(RunReport report) => JsonSerializer.Serialize(Output.SyncReport.From(report), Readable.SyncReport);
}
