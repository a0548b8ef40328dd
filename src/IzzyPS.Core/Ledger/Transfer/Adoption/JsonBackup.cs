using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Files;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// A ledger's vehicles as one JSON document, a vehicle a line: what is listed, as it was sent, at which prices since when, and what is
/// in doubt. The history of events and runs is in the native backup only.
/// </summary>
internal static class JsonBackup
{
    private const string Format = "izzyps-ledger";

    private const int Version = 1;

    private const int LongestHead = 4096;

    /// <summary>An earlier backup is known by the words that each begins with.</summary>
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

    /// <summary>Writes a backup to a file that is not there yet.</summary>
    internal static void Write(LedgerIdentity identity, IEnumerable<ArchivedVehicle> vehicles, string path, DateTimeOffset now)
    {
        using var file = PrivateFile.Create(path);
        Write(identity, vehicles, file, now);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Which ledger a backup was made of, by its first line; null where it does not say.</summary>
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

    /// <summary>Reads a backup.</summary>
    /// <returns>The account that it belongs to.</returns>
    /// <exception cref="JsonException">It is none.</exception>
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
        return ReadText(root, "account") ?? throw new JsonException("its \"account\" is missing or is not a text: it does not say whose it is.");
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
            // Without the exception's words: they name our own types.
            source.Errors.Add(new AdoptionError(0, name, "A value of it is not one that a backup has there; make the backup again."));
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
