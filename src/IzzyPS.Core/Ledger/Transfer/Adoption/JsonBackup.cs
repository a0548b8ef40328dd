using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Files;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// Writes and reads the JSON backup: one document with a line for each vehicle. It has the listings as they were sent, their prices over time, and
/// the creates in doubt. Only the native backup has the history of events and runs.
/// </summary>
internal static class JsonBackup
{
    private const string Format = "izzyps-ledger";

    private const int Version = 1;

    private const int LongestHead = 4096;

    /// <summary>The kind of the file. An earlier backup is recognised by its first bytes, which are the same in every backup.</summary>
    internal static readonly OutputKind Kind = OutputKind.CreateWithStart("an earlier JSON backup of a ledger", Encoding.UTF8.GetBytes($"{{\"format\":\"{Format}\""));

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    private static ReadOnlySpan<byte> VehiclesStart => ",\"vehicles\":["u8;

    /// <summary>Writes a backup to a file that does not exist yet.</summary>
    internal static void Write(LedgerIdentity identity, IEnumerable<ArchivedVehicle> vehicles, string path, DateTimeOffset now)
    {
        using var file = PrivateFile.Create(path);
        Write(identity, vehicles, file, now);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads from a backup's first line from which ledger it was made; null where the line does not say it.</summary>
    internal static BackupOrigin? ReadOrigin(string path)
    {
        try
        {
            var start = new byte[LongestHead];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var head = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
            var end = head.IndexOf(VehiclesStart);
            if (end < 0)
                return null;
            byte[] whole = [.. head[..end], (byte)'}'];
            return JsonSerializer.Deserialize<BackupHead>(whole, Options) is { } found ? new BackupOrigin(found.Account, found.Lineage) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a backup and adds its vehicles to <paramref name="source"/>.</summary>
    /// <returns>The hash of the account that the backup belongs to.</returns>
    /// <exception cref="JsonException">The document is not a backup.</exception>
    internal static string Read(JsonElement root, AdoptionSource source)
    {
        if (ReadText(root, "format") != Format)
            throw new JsonException($"its \"format\" is not \"{Format}\".");
        if (!root.TryGetProperty("version", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out var version))
            throw new JsonException("its \"version\" is missing or is not a whole number.");
        if (version > Version)
            throw new JsonException($"it was made by a newer version ({version}); update IzzyPS.");
        if (!root.TryGetProperty("vehicles", out var vehicles) || vehicles.ValueKind != JsonValueKind.Array)
            throw new JsonException("its \"vehicles\" is missing or is not an array.");
        foreach (var (index, element) in vehicles.EnumerateArray().Index())
            ReadVehicle(index + 1, element, source);
        return ReadText(root, "account") ?? throw new JsonException("its \"account\" is missing or is not a text, so the backup does not say which account it belongs to.");
    }

    private static void ReadVehicle(int number, JsonElement element, AdoptionSource source)
    {
        var name = ReadText(element, "key") is { Length: > 0 } key ? key : string.Create(CultureInfo.InvariantCulture, $"vehicle {number} of the file");
        if (BackupShape.FindFault(element) is { } fault)
        {
            source.Errors.Add(new AdoptionError(0, name, fault));
            return;
        }

        try
        {
            source.Rows.Add(element.Deserialize<BackupVehicle>(Options)!.ToRow());
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            // The exception's own message is left out, because it names internal types.
            source.Errors.Add(new AdoptionError(0, name, "One of its values is not allowed in a backup; make the backup again."));
        }
    }

    private static string? ReadText(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Write(LedgerIdentity identity, IEnumerable<ArchivedVehicle> vehicles, FileStream file, DateTimeOffset now)
    {
        var head = new BackupHead(Format, Version, identity.Lineage, identity.Serial, identity.AccountHash, now);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(head, Options).AsSpan()[..^1]);
        file.Write(VehiclesStart);
        var separator = "\n"u8;
        foreach (var vehicle in vehicles)
        {
            file.Write(separator);
            JsonSerializer.Serialize(file, BackupVehicle.CreateFromVehicle(vehicle), Options);
            separator = ",\n"u8;
        }

        file.Write("\n]}\n"u8);
    }

    private sealed record BackupHead(string Format, int Version, Guid Lineage, long Serial, string Account, DateTimeOffset MadeAt);
}
