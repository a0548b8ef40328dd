using System.Text.Json;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// Checks each field of a vehicle in a JSON backup before the vehicle is deserialized. The deserializer's own messages about a wrong value name
/// internal types and not the field.
/// </summary>
internal static class BackupShape
{
    private static readonly Field[] Vehicle =
    [
        DefineText("key") with { IsRequired = true }, new("listing", "an object", IsObject), new("in_doubt", "an object", IsObject), new("held", "an object", IsObject), new("prices", "an array", value => value.ValueKind == JsonValueKind.Array),
    ];

    private static readonly Field[] Listing =
    [
        DefineWord<ListingState>("state") with { IsRequired = true }, DefineText("feed") with { IsRequired = true }, DefineCar(), DefineText("car_id"), DefineFlag("is_unconfirmed"), DefineWord<Origin>("price_set_by"),
        DefineNumber("feed_list_price"), DefineNumber("feed_sales_price"), DefineTime("first_listed_at"), DefineTime("last_sent_at"), DefineTime("closed_at"), DefineWord<Origin>("closed_by"),
        DefineWord<CloseReason>("close_reason"), DefineFlag("is_released"), DefineText("emptied"),
    ];

    private static readonly Field[] InDoubt =
    [
        new("operation", "a UUID", value => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out _)) { IsRequired = true },
        DefineText("feed") with { IsRequired = true }, DefineCar(), DefineTime("planned_at") with { IsRequired = true }, DefineTime("sent_at"), DefineCount("attempts"), DefineCount("status"), DefineText("error"),
    ];

    private static readonly Field[] Held =
    [
        new("code", "CloseLimit, FileTail or NotYetAbsent", value => IsText(value) && value.GetString() is "CloseLimit" or "FileTail" or "NotYetAbsent") { IsRequired = true },
        DefineCount("base") with { IsRequired = true }, DefineCount("misses") with { IsRequired = true }, DefineTime("since"), DefineText("content"),
    ];

    private static readonly Field[] Price =
    [
        DefineTime("at") with { IsRequired = true }, DefineNumber("list") with { IsRequired = true }, DefineNumber("sales") with { IsRequired = true }, DefineWord<Origin>("set_by") with { IsRequired = true },
    ];

    /// <summary>Finds the first wrong field of a vehicle and says in one sentence what would be right; null where no field is wrong.</summary>
    internal static string? FindFault(JsonElement vehicle)
    {
        if (!IsObject(vehicle))
            return "It is not an object.";
        if (FindFault(vehicle, Vehicle, string.Empty) is { } fault)
            return fault;
        return FindFaultWithin(vehicle, "listing", Listing) ?? FindFaultWithin(vehicle, "in_doubt", InDoubt) ?? FindFaultWithin(vehicle, "held", Held) ?? FindPricesFault(vehicle);
    }

    private static string? FindFaultWithin(JsonElement vehicle, string name, Field[] fields) =>
        vehicle.TryGetProperty(name, out var value) && IsObject(value) ? FindFault(value, fields, name + ".") ?? FindCarFault(value, name) : null;

    private static string? FindCarFault(JsonElement parent, string name) =>
        parent.TryGetProperty("car", out var car) && CarPayload.FromJson(car.GetRawText()).FindFault() is { } fault ? $"The car in its '{name}' can't be read: {fault}" : null;

    private static string? FindPricesFault(JsonElement vehicle)
    {
        if (!vehicle.TryGetProperty("prices", out var prices) || prices.ValueKind != JsonValueKind.Array)
            return null;
        return prices.EnumerateArray()
            .Select((price, index) => IsObject(price) ? FindFault(price, Price, $"prices[{index}].") : $"Its 'prices[{index}]' is not an object.")
            .FirstOrDefault(fault => fault is not null);
    }

    private static string? FindFault(JsonElement parent, Field[] fields, string path)
    {
        foreach (var field in fields)
        {
            if (!parent.TryGetProperty(field.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (field.IsRequired)
                    return $"Its '{path}{field.Name}' is missing; right would be {field.Right}.";
            }
            else if (!field.IsRight(value))
            {
                return $"Its '{path}{field.Name}' is wrong; right would be {field.Right}.";
            }
        }

        return null;
    }

    private static bool IsObject(JsonElement value) => value.ValueKind == JsonValueKind.Object;

    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false; // The text has half of a surrogate pair.
        }
    }

    private static Field DefineText(string name) => new(name, "a text", IsText);

    private static Field DefineCar() => new("car", "an object", IsObject) { IsRequired = true };

    private static Field DefineFlag(string name) => new(name, "true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False);

    private static Field DefineNumber(string name) => new(name, "a number", value => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _));

    private static Field DefineCount(string name) => new(name, "a whole number", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _));

    private static Field DefineTime(string name) =>
        new(name, "a time such as \"2026-11-28T20:15:00+00:00\"", value => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _));

    private static Field DefineWord<TEnum>(string name)
        where TEnum : struct, Enum =>
        new(name, string.Join(" or ", Enum.GetNames<TEnum>()), value => IsText(value) && Enum.GetNames<TEnum>().Contains(value.GetString(), StringComparer.OrdinalIgnoreCase));

    private sealed record Field(string Name, string Right, Func<JsonElement, bool> IsRight)
    {
        public bool IsRequired { get; init; }
    }
}
