using System.Text;
using System.Text.Json;
using IzzyPS.Hashing;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>A whole car as it is sent to the API: JSON in one canonical form. Two cars are equal exactly when their bytes are equal.</summary>
public sealed class CarPayload : IEquatable<CarPayload>
{
    private static readonly (byte[] Lead, VehicleField Field)[] Layout = [.. CreateLayout()];
    private static readonly byte[] End = Encoding.UTF8.GetBytes(VehicleFields.Sent[^1].ApiObject is null ? "}" : "}}");

    [ThreadStatic]
    private static JsonText? _scratch;

    private CarPayload(byte[] utf8)
        : this(utf8, ContentHash.Compute(utf8))
    {
    }

    private CarPayload(ReadOnlyMemory<byte> utf8, ContentHash hash) => (Utf8, Hash) = (utf8, hash);

    /// <summary>The JSON's bytes.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The first 128 bits of the SHA-256 of <see cref="Utf8"/>.</summary>
    internal ContentHash Hash { get; }

    /// <summary>Makes the payload of a vehicle.</summary>
    public static CarPayload CreateFromVehicle(Vehicle vehicle) => new(Write(vehicle).ToArray());

    /// <summary>Makes the payload of a listing that was adopted by its id, so that only its key is known. This payload is never sent.</summary>
    internal static CarPayload CreateBare(string? vin, string? configurationNumber) =>
        CreateFromVehicle(new Vehicle(vin, configurationNumber));

    /// <summary>Computes the hash of a vehicle's payload without keeping the payload. The hash is enough to see that a vehicle is unchanged.</summary>
    internal static ContentHash ComputeHash(Vehicle vehicle) => ContentHash.Compute(Write(vehicle));

    /// <summary>Makes a payload from the JSON that was sent before.</summary>
    public static CarPayload FromJson(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <summary>Makes a payload from bytes that were stored together with their hash.</summary>
    internal static CarPayload FromStored(ReadOnlyMemory<byte> utf8, ContentHash hash) => new(utf8, hash);

    /// <summary>Makes a vehicle of the payload. The dealer's own fields are not in the payload.</summary>
    /// <exception cref="JsonException">The payload is not JSON: the ledger was tampered with.</exception>
    public Vehicle ToVehicle() => ToVehicle(vin: null);

    private Vehicle ToVehicle(string? vin = null, string? configurationNumber = null)
    {
        using var document = JsonDocument.Parse(Utf8);
        var car = document.RootElement;
        var vehicle = new Vehicle(vin ?? car.GetProperty("vin").GetString(), configurationNumber ?? car.GetProperty("configurationNumber").GetString());
        foreach (var field in VehicleFields.Sent)
        {
            if (TryGet(car, field, out var json))
                field.Load(vehicle, json);
        }

        return vehicle;
    }

    /// <summary>
    /// Finds the field that <see cref="ToVehicle()"/> can't read and says what would be right there; null where it can read every
    /// field. For payloads that somebody else may have written.
    /// </summary>
    internal string? FindFault()
    {
        using var document = Parse();
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
            return "it is not a JSON object.";
        var scratch = new Vehicle(null, null);
        foreach (var field in VehicleFields.Sent)
        {
            if (FindFault(document.RootElement, field, scratch) is { } right)
                return $"its {field.ApiName} is wrong; right would be {right}.";
        }

        return null;
    }

    /// <summary>Says what would be right for a wrong field; null where the field is right.</summary>
    private static string? FindFault(JsonElement car, VehicleField field, Vehicle scratch)
    {
        if (field.ApiObject is not null && car.TryGetProperty(field.ApiObject, out var parent) && parent.ValueKind != JsonValueKind.Object)
            return $"an object {field.ApiObject} around it";
        var isKey = field.ApiProperty is "vin" or "configurationNumber";
        if (!TryGet(car, field, out var json))
            return isKey ? "a text or null; it is missing" : null;
        try
        {
            if (isKey)
                _ = json.GetString();
            field.Load(scratch, json);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            return field.Kind switch
            {
                FieldKind.Integer => "a whole number",
                FieldKind.Number => "a number",
                FieldKind.Money => "an amount in quotes, such as \"50000.00\"",
                FieldKind.Date => "a day in quotes, such as \"2026-11-28\"",
                FieldKind.Word => "one of the API's words for it",
                FieldKind.Location => "a UUID or null",
                _ => "a text or null",
            };
        }
    }

    private JsonDocument? Parse()
    {
        try
        {
            return JsonDocument.Parse(Utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Makes the payload of the same car at other prices.</summary>
    /// <param name="prices">The prices in PLN.</param>
    public CarPayload With(Prices prices)
    {
        var vehicle = ToVehicle();
        vehicle.ListPrice = prices.List;
        vehicle.SalesPrice = prices.Sales;
        return CreateFromVehicle(vehicle);
    }

    /// <summary>Makes the payload of the same car with a VIN that the partner's row lacks today.</summary>
    internal CarPayload WithVin(string vin) => CreateFromVehicle(ToVehicle(vin));

    /// <summary>Makes the payload of the same car with the configuration number that it was listed with.</summary>
    internal CarPayload WithNumber(string configurationNumber) => CreateFromVehicle(ToVehicle(configurationNumber: configurationNumber));

    /// <summary>Whether both payloads have the same bytes.</summary>
    public bool Equals(CarPayload? other) => other is not null && Hash == other.Hash && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CarPayload);

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    /// <summary>Returns the JSON.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    private static bool TryGet(JsonElement car, VehicleField field, out JsonElement json)
    {
        if (field.ApiObject is not null && !car.TryGetProperty(field.ApiObject, out car))
        {
            json = default;
            return false;
        }

        return car.TryGetProperty(field.ApiProperty!, out json);
    }

    private static ReadOnlySpan<byte> Write(Vehicle vehicle)
    {
        var json = _scratch ??= new JsonText();
        json.Clear();
        foreach (var (lead, field) in Layout)
        {
            json.WriteRaw(lead);
            field.Write(json, vehicle);
        }

        json.WriteRaw(End);
        return json.Written;
    }

    /// <summary>Creates the text before each value: the braces of nested objects, the commas and the names.</summary>
    private static IEnumerable<(byte[] Lead, VehicleField Field)> CreateLayout()
    {
        string? parent = null;
        var lead = "{";
        foreach (var field in VehicleFields.Sent)
        {
            if (field.ApiObject != parent)
            {
                lead = (parent is null ? string.Empty : "}") + lead + (field.ApiObject is null ? string.Empty : $"\"{field.ApiObject}\":{{");
                parent = field.ApiObject;
            }

            yield return (Encoding.UTF8.GetBytes($"{lead}\"{field.ApiProperty}\":"), field);
            lead = ",";
        }
    }
}
