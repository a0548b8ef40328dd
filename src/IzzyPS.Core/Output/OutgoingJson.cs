using System.Text.Json;
using System.Text.Json.Serialization;

namespace IzzyPS.Output;

/// <summary>
/// Writes each text of a JSON document as it may leave the process. Before it is a part of the document, so that the document stays
/// whole; and here because the encoder that leaves Polish letters as they are leaves those too that turn the reading direction.
/// </summary>
internal sealed class OutgoingJson : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Outgoing.ToLine(value));
}
