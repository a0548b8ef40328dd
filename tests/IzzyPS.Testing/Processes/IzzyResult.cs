using System.Text.Json;

namespace IzzyPS.Testing.Processes;

/// <summary>The exit code and the output of the tool.</summary>
internal sealed record IzzyResult(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public int Count(string name) => Json.GetProperty(name).GetInt32();
}
