using System.Text.Json;
using System.Text.Json.Serialization;

namespace IzzyPS.Output;

/// <summary>
/// Makes each text of a JSON document safe (<see cref="Outgoing"/>) while the document is written. A later change to the finished document could break its
/// syntax. The JSON encoder alone is not enough: it keeps Polish letters, but also the characters that change the reading direction.
/// </summary>
internal sealed class OutgoingJson : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(Outgoing.ToLine(value));
}
