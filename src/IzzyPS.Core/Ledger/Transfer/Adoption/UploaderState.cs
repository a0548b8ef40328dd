using System.Text.Json;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// The state file of the Python <c>izzy-uploader</c>: <c>{"vehicles": {VIN: {"car_id", "configuration_number", "active"}}}</c>.
/// </summary>
internal static class UploaderState
{
    /// <exception cref="JsonException">It is no such file.</exception>
    internal static void Read(JsonElement root, AdoptionSource source)
    {
        if (!root.TryGetProperty("vehicles", out var vehicles) || vehicles.ValueKind != JsonValueKind.Object)
            throw new JsonException("it has no object \"vehicles\".");
        foreach (var vehicle in vehicles.EnumerateObject())
        {
            if (vehicle.Value.ValueKind != JsonValueKind.Object)
            {
                source.Errors.Add(new AdoptionError(0, vehicle.Name, "What stands behind its VIN is not an object."));
                continue;
            }

            // A file without "active" is from before it had it: what was there was listed.
            var isActive = !vehicle.Value.TryGetProperty("active", out var active) || active.ValueKind != JsonValueKind.False;
            source.Add(0, vehicle.Name, ReadText(vehicle.Value, "configuration_number"), ReadText(vehicle.Value, "car_id"), isActive);
        }
    }

    private static string? ReadText(JsonElement vehicle, string name) =>
        vehicle.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
