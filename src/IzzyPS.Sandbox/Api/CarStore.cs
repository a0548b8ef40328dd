using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace IzzyPS.Sandbox.Api;

/// <summary>The cars of the sandbox. Like the real API, the store accepts two cars with one VIN, so that tests can detect a double create.</summary>
internal sealed class CarStore(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, SandboxCar> _cars = new(StringComparer.Ordinal);

    /// <summary>Every car that was ever created.</summary>
    internal ICollection<SandboxCar> All => _cars.Values;

    internal SandboxCar Create(JsonElement car, ReadOnlySpan<byte> utf8, string? idempotencyKey)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        return _cars[id] = new SandboxCar(id, GetText(car, "vin"), GetText(car, "configurationNumber"), Encoding.UTF8.GetString(utf8), true, null, idempotencyKey, []);
    }

    internal bool TryUpdate(string id, JsonElement car, ReadOnlySpan<byte> utf8, bool revive)
    {
        var json = Encoding.UTF8.GetString(utf8);
        var (vin, number) = (GetText(car, "vin"), GetText(car, "configurationNumber"));
        return TryChange(id, revive, old => old with { Vin = vin, ConfigurationNumber = number, Json = json, IsActive = true, Reason = null });
    }

    internal bool TryDelete(string id, string reason) => TryChange(id, false, old => old with { IsActive = false, Reason = reason });

    internal string? AddImage(string id)
    {
        var image = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        return TryChange(id, false, old => old with { Images = old.Images.Add(image) }) ? image : null;
    }

    internal bool TryDeleteImage(string id, string imageId)
    {
        var wasFound = false;
        return TryChange(id, false, old =>
        {
            wasFound = old.Images.Contains(imageId, StringComparer.Ordinal);
            return old with { Images = old.Images.Remove(imageId, StringComparer.Ordinal) };
        }) && wasFound;
    }

    private bool TryChange(string id, bool includesDeleted, Func<SandboxCar, SandboxCar> change)
    {
        while (_cars.TryGetValue(id, out var old) && (old.IsActive || includesDeleted))
        {
            if (_cars.TryUpdate(id, change(old), old))
                return true;
        }

        return false;
    }

    private static string? GetText(JsonElement car, string name) => car.TryGetProperty(name, out var value) ? value.GetString() : null;
}
