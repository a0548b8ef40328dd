using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace IzzyPS.Sandbox.Api;

/// <summary>
/// The fields of a car in the API's contract. They are written here a second time on purpose, so that a fault in the client's field table is detected.
/// Source: the dealer API's "A car".
/// </summary>
internal static class CarSchema
{
    private delegate string? Check(JsonElement value);

    private static readonly FrozenDictionary<string, Field> Car = CreateTable(
    [
        new("configurationNumber", CheckText),
        new("vin", CheckVin),
        new("category", CreateWordCheck("PASSENGER", "DELIVERY"), Required: true),
        new("make", CheckText, Required: true),
        new("model", CheckText, Required: true),
        new("manufactureYear", CheckInteger),
        new("mileage", CheckInteger),
        new("engineCode", CheckText, Required: true),
        new("cubicCapacity", CheckNumber, Required: true),
        new("acceleration", CheckNumber, Required: true),
        new("fuelType", CreateWordCheck("PETROL", "DIESEL", "ELECTRIC", "HYBRID", "LPG", "HYDROGEN"), Required: true),
        new("power", CheckInteger),
        new("transmissionType", CreateWordCheck("AUTOMATIC", "MANUAL"), Required: true),
        new("driveWheels", CreateWordCheck("FOUR", "FRONT", "REAR"), Required: true),
        new("type", CreateWordCheck("SALOON", "CONVERTIBLE", "SUV", "VAN", "ESTATE", "HATCHBACK"), Required: true),
        new("carClass", CreateWordCheck("ADRENALINE", "SWEET", "FAMILY", "BUSINESS")),
        new("doors", CheckInteger),
        new("color", CheckText, Required: true),
        new("availableFrom", CheckDate),
        new("firstRegistrationDate", CheckDate),
        new("description", CheckAnyText),
        new("pricing", CheckPricing, Required: true),
        new("locationId", CheckUuid),
    ]);

    private static readonly FrozenDictionary<string, Field> Pricing = CreateTable(
    [
        new("listPrice", CheckPrice, Required: true),
        new("salesPrice", CheckPrice, Required: true),
    ]);

    private static readonly FrozenDictionary<string, Field> Close = CreateTable([new("reason", CreateWordCheck("DELETED", "SOLD"))]);

    private static readonly FrozenDictionary<string, Field> Start = CreateTable(
    [
        new("vin", CheckVin, Required: true),
        new("licensePlateNumber", CheckText),
        new("registrationDate", CheckDate),
        new("vinIdentification", CheckBoolean, Required: true),
        new("estimation", CheckEstimation),
    ]);

    private static readonly FrozenDictionary<string, Field> Estimation = CreateTable(
    [
        new("mileageInKm", CheckInteger),
        new("productionYear", CheckInteger, Required: true),
    ]);

    /// <summary>Finds all faults of a car.</summary>
    internal static IReadOnlyList<string> FindCarFaults(JsonElement json) => FindFaults(json, Car, string.Empty);

    /// <summary>Finds all faults in the body of a close.</summary>
    internal static IReadOnlyList<string> FindCloseFaults(JsonElement json) => FindFaults(json, Close, string.Empty);

    /// <summary>Finds all faults in the body that starts a vehicle check.</summary>
    internal static IReadOnlyList<string> FindCheckFaults(JsonElement json) => FindFaults(json, Start, string.Empty);

    private static List<string> FindFaults(JsonElement json, FrozenDictionary<string, Field> fields, string prefix)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return [$"{(prefix.Length == 0 ? "the body" : prefix.TrimEnd('.'))}: must be an object"];
        List<string>? faults = null;
        HashSet<string>? seen = null;
        foreach (var property in json.EnumerateObject())
        {
            if (!(seen ??= new HashSet<string>(32, StringComparer.Ordinal)).Add(property.Name))
                (faults ??= []).Add($"{prefix}{property.Name}: is given twice");
            else if (!fields.TryGetValue(property.Name, out var field))
                (faults ??= []).Add($"{prefix}{property.Name}: is not a field");
            else if (property.Value.ValueKind != JsonValueKind.Null && field.Check(property.Value) is { } fault)
                (faults ??= []).Add($"{prefix}{property.Name}: {fault}");
            else if (property.Value.ValueKind == JsonValueKind.Null && field.Required)
                (faults ??= []).Add($"{prefix}{property.Name}: is required");
        }

        foreach (var field in fields.Values)
        {
            if (field.Required && seen?.Contains(field.Name) != true)
                (faults ??= []).Add($"{prefix}{field.Name}: is required");
        }

        return faults ?? [];
    }

    private static string? CheckText(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return "must be a string";
        return string.IsNullOrWhiteSpace(value.GetString()) ? "must not be blank" : null;
    }

    private static string? CheckAnyText(JsonElement value) => value.ValueKind == JsonValueKind.String ? null : "must be a string";

    private static string? CheckVin(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 17 } vin
        && vin.All(c => char.IsAsciiDigit(c) || (char.IsAsciiLetterUpper(c) && c is not ('I' or 'O' or 'Q')))
            ? null
            : "must be 17 characters of A-Z and 0-9 without I, O and Q";

    private static string? CheckInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _) ? null : "must be an int32";

    private static string? CheckNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number ? null : "must be a number";

    private static string? CheckBoolean(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "must be true or false";

    private static string? CheckDate(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? null
            : "must be a date as yyyy-MM-dd";

    private static string? CheckUuid(JsonElement value) => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out _) ? null : "must be a uuid";

    private static string? CheckPrice(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && decimal.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
        && price >= 0
            ? null
            : "must be a string that holds a decimal";

    private static string? CheckPricing(JsonElement value) => CheckNested(value, Pricing);

    private static string? CheckEstimation(JsonElement value) => CheckNested(value, Estimation);

    private static string? CheckNested(JsonElement value, FrozenDictionary<string, Field> fields)
    {
        var faults = FindFaults(value, fields, string.Empty);
        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    private static Check CreateWordCheck(params string[] words) => value =>
        value.ValueKind == JsonValueKind.String && Array.Exists(words, word => value.ValueEquals(word))
            ? null
            : "must be one of " + string.Join(", ", words);

    private static FrozenDictionary<string, Field> CreateTable(Field[] fields) => fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);

    private sealed record Field(string Name, Check Check, bool Required = false);
}
