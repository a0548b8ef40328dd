using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IzzyPS.Files;
using IzzyPS.Output;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// A file whose listings can be adopted: a native backup, a JSON backup, a CSV of VIN and car id, or the state file of the Python program
/// <c>izzy-uploader</c>. The format is recognised by the file's content.
/// </summary>
internal sealed class AdoptionSource
{
    private readonly string _feed;
    private readonly DateTimeOffset _now;

    private AdoptionSource(string path, string feed, DateTimeOffset now)
    {
        Path = path;
        _feed = feed;
        _now = now;
    }

    internal string Path { get; }

    /// <summary>The file's format: <c>ledger</c>, <c>JSON backup</c>, <c>izzy-uploader state</c> or <c>CSV</c>.</summary>
    internal string Format { get; private set; } = string.Empty;

    internal string? Sha256 { get; private set; }

    /// <summary>The hash of the account that the file belongs to; null where the file does not say it.</summary>
    internal string? AccountHash { get; private set; }

    internal List<AdoptedRow> Rows { get; } = [];

    internal List<AdoptionError> Errors { get; } = [];

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="feed">The feed of listings for which the file names no feed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="AdoptionException">The file can't be read, or has none of the formats.</exception>
    /// <exception cref="LedgerException">The file is a ledger that is damaged or of a newer version.</exception>
    internal static AdoptionSource Read(string path, string feed, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = new AdoptionSource(path, feed, time.GetUtcNow());
        try
        {
            if (FileFacts.HasNoLength(path))
                throw new AdoptionException($"'{path}' can't be adopted: it is empty, or a pipe or a device.");
            using var file = InputFile.OpenRead(path);
            source.Sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            file.Position = 0;
            source.Read(file, time, cancellationToken);
            source.RejectImpossibleRows();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AdoptionException($"'{path}' can't be read: {exception.Message}", exception);
        }

        return source;
    }

    /// <summary>Adds a listing of which only the key and the car id are known.</summary>
    internal void Add(int line, string? vin, string? configurationNumber, string? carId, bool isActive)
    {
        var number = configurationNumber is null ? null : PlainText.Clean(configurationNumber) is { Length: > 0 } clean ? clean : null;
        var name = string.IsNullOrWhiteSpace(vin) ? number ?? "(no key)" : vin.Trim();
        if (!TryCreateKey(vin, number, out var key))
            Errors.Add(new AdoptionError(line, name, string.IsNullOrWhiteSpace(vin) ? "It has neither a VIN nor a configuration number." : "This is not a VIN: a VIN has 17 characters of A-Z and 0-9, without I, O and Q."));
        else if (AdoptionCheck.FindNumberFault(number) is { } fault)
            Errors.Add(new AdoptionError(line, name, fault));
        else if (AdoptionCheck.FindIdFault(carId?.Trim()) is { } idFault)
            Errors.Add(new AdoptionError(line, name, idFault));
        else
            Rows.Add(new AdoptedRow(line, key, CreateEntry(key, number, carId!.Trim(), isActive)));
    }

    private static bool TryCreateKey(string? vin, string? number, out VehicleKey key)
    {
        key = default;
        if (string.IsNullOrWhiteSpace(vin))
            return VehicleKey.TryCreate(null, number, out key);
        return Vin.TryParse(vin, out var parsed) && VehicleKey.TryCreate(parsed, number, out key);
    }

    /// <summary>
    /// Creates the entry of a listing. For a closed listing it is unknown who closed it and when. Such a listing counts for no limit of closes, and
    /// it is listed again when the partner's stock has it.
    /// </summary>
    private LedgerEntry CreateEntry(VehicleKey key, string? number, string carId, bool isActive) => new()
    {
        Key = key,
        ConfigurationNumber = number,
        State = isActive ? ListingState.Active : ListingState.Closed,
        Feed = _feed,
        RemoteId = carId,
        Closed = isActive ? null : _now,
        Payload = CarPayload.CreateBare(key.Vin, number),
    };

    private void Read(FileStream file, TimeProvider time, CancellationToken cancellationToken)
    {
        Span<byte> start = stackalloc byte[16];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        var text = start.StartsWith(Encoding.UTF8.Preamble) ? start[Encoding.UTF8.Preamble.Length..] : start;
        if (start.StartsWith("SQLite format 3"u8))
            ReadLedger(time);
        else if (text.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            ReadJson(file);
        else
            ReadCsv(file, cancellationToken);
    }

    private void ReadLedger(TimeProvider time)
    {
        Format = "ledger";
        try
        {
            var (identity, vehicles) = ForeignLedger.Read(Path, time);
            AccountHash = identity.AccountHash;
            Rows.AddRange(vehicles.Select(vehicle => new AdoptedRow(0, vehicle.Key, vehicle.Entry, vehicle.InDoubt, vehicle.Held)));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or OverflowException or InvalidOperationException or InvalidCastException or KeyNotFoundException)
        {
            throw new AdoptionException($"'{Path}' can't be adopted: the JSON of a car in it, or another value, is not allowed in a ledger. Use another backup.");
        }
    }

    /// <summary>Moves the rows that no ledger could have to <see cref="Errors"/>.</summary>
    private void RejectImpossibleRows()
    {
        var rows = Rows.ToList();
        Rows.Clear();
        foreach (var row in rows)
        {
            if (AdoptionCheck.FindFault(row) is { } fault)
                Errors.Add(new AdoptionError(row.Line, row.Key.Value, fault));
            else
                Rows.Add(AdoptionCheck.Clean(row));
        }
    }

    private void ReadJson(FileStream file)
    {
        using var document = ParseJson(file);
        try
        {
            if (document.RootElement.TryGetProperty("format", out _))
            {
                Format = "JSON backup";
                AccountHash = JsonBackup.Read(document.RootElement, this);
            }
            else
            {
                Format = "izzy-uploader state";
                UploaderState.Read(document.RootElement, this);
            }
        }
        catch (JsonException exception)
        {
            throw new AdoptionException($"'{Path}' is JSON, but neither a backup of Export-IzzyLedger nor the state of izzy-uploader: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            throw new AdoptionException($"'{Path}' can't be adopted: a text in it holds half of a surrogate pair or bytes that are not UTF-8.");
        }
    }

    private JsonDocument ParseJson(FileStream file)
    {
        try
        {
            return JsonDocument.Parse(file);
        }
        catch (JsonException exception)
        {
            throw new AdoptionException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{Path}' begins like JSON, but it is damaged or truncated: it stops being JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} of that line."));
        }
    }

    private void ReadCsv(FileStream file, CancellationToken cancellationToken)
    {
        Format = "CSV";
        CarIdCsv.Read(file, this, cancellationToken);
    }
}
