using System.Text.Json;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// What a vehicle of a JSON backup must look like before it is read, field by field: the reader's own words for a wrong value name our types
/// and not the field.
/// </summary>
internal static class BackupShape
{
    private static readonly Field[] Vehicle =
    [
        Text("key") with { IsRequired = true }, new("listing", "an object", IsObject), new("in_doubt", "an object", IsObject), new("prices", "an array", value => value.ValueKind == JsonValueKind.Array),
    ];

    private static readonly Field[] Listing =
    [
        Word<ListingState>("state") with { IsRequired = true }, Text("feed") with { IsRequired = true }, Car(), Text("car_id"), Flag("is_unconfirmed"), Word<Origin>("price_set_by"),
        Number("feed_list_price"), Number("feed_sales_price"), Time("first_listed_at"), Time("last_sent_at"), Time("closed_at"), Word<Origin>("closed_by"),
        Word<CloseReason>("close_reason"), Flag("is_released"),
    ];

    private static readonly Field[] InDoubt =
    [
        new("operation", "a UUID", value => value.ValueKind == JsonValueKind.String && value.TryGetGuid(out _)) { IsRequired = true },
        Text("feed") with { IsRequired = true }, Car(), Time("planned_at") with { IsRequired = true }, Time("sent_at"), Count("attempts"), Count("status"), Text("error"),
    ];

    private static readonly Field[] Price =
    [
        Time("at") with { IsRequired = true }, Number("list") with { IsRequired = true }, Number("sales") with { IsRequired = true }, Word<Origin>("set_by") with { IsRequired = true },
    ];

    /// <summary>Which field of a vehicle is wrong and what would be right, in one sentence; null where none is.</summary>
    internal static string? FindFault(JsonElement vehicle)
    {
        if (!IsObject(vehicle))
            return "It is not an object.";
        if (FindFault(vehicle, Vehicle, string.Empty) is { } fault)
            return fault;
        return FaultWithin(vehicle, "listing", Listing) ?? FaultWithin(vehicle, "in_doubt", InDoubt) ?? FaultOfPrices(vehicle);
    }

    private static string? FaultWithin(JsonElement vehicle, string name, Field[] fields) =>
        vehicle.TryGetProperty(name, out var value) && IsObject(value) ? FindFault(value, fields, name + ".") ?? FaultOfCar(value, name) : null;

    private static string? FaultOfCar(JsonElement parent, string name) =>
        CarPayload.FromJson(parent.GetProperty("car").GetRawText()).FindFault() is { } fault ? $"The car in its '{name}' can't be read: {fault}" : null;

    private static string? FaultOfPrices(JsonElement vehicle)
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
            return false; // Half of a surrogate pair.
        }
    }

    private static Field Text(string name) => new(name, "a text", IsText);

    private static Field Car() => new("car", "an object", IsObject) { IsRequired = true };

    private static Field Flag(string name) => new(name, "true or false", value => value.ValueKind is JsonValueKind.True or JsonValueKind.False);

    private static Field Number(string name) => new(name, "a number", value => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _));

    private static Field Count(string name) => new(name, "a whole number", value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _));

    private static Field Time(string name) =>
        new(name, "a time such as \"2026-11-28T20:15:00+00:00\"", value => value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _));

    private static Field Word<TEnum>(string name)
        where TEnum : struct, Enum =>
        new(name, string.Join(" or ", Enum.GetNames<TEnum>()), value => IsText(value) && Enum.GetNames<TEnum>().Contains(value.GetString(), StringComparer.OrdinalIgnoreCase));

    private sealed record Field(string Name, string Right, Func<JsonElement, bool> IsRight)
    {
        public bool IsRequired { get; init; }
    }
}
