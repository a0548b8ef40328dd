using System.Text.Json;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// Reads the state file of the Python program <c>izzy-uploader</c>: <c>{"vehicles": {VIN: {"car_id", "configuration_number", "active"}}}</c>.
/// </summary>
internal static class UploaderState
{
    /// <summary>Adds the file's listings to <paramref name="source"/>.</summary>
    /// <exception cref="JsonException">The document is not such a file.</exception>
    internal static void Read(JsonElement root, AdoptionSource source)
    {
        if (!root.TryGetProperty("vehicles", out var vehicles) || vehicles.ValueKind != JsonValueKind.Object)
            throw new JsonException("it has no object \"vehicles\".");
        foreach (var vehicle in vehicles.EnumerateObject())
        {
            if (vehicle.Value.ValueKind != JsonValueKind.Object)
            {
                source.Errors.Add(new AdoptionError(0, vehicle.Name, "The value of its VIN is not an object."));
                continue;
            }

            // Old versions of the program wrote no "active". Their files had only listed vehicles.
            var isActive = !vehicle.Value.TryGetProperty("active", out var active) || active.ValueKind != JsonValueKind.False;
            source.Add(0, vehicle.Name, ReadText(vehicle.Value, "configuration_number"), ReadText(vehicle.Value, "car_id"), isActive);
        }
    }

    private static string? ReadText(JsonElement vehicle, string name) =>
        vehicle.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
