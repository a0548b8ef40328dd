using System.Text.Json;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// Checks a vehicle of another file before the ledger takes it over, because somebody else may have written the file. The rules are the same as for
/// cars of a stock file and for answers of the server.
/// </summary>
internal static class AdoptionCheck
{
    private const int LongestFeed = 200;
    private const int LargestCar = 256 * 1024;

    private const int LongestNumber = VehicleKey.MaxNumberLength;

    /// <summary>Finds what is wrong with a row and says it in one sentence; null where nothing is wrong.</summary>
    internal static string? FindFault(AdoptedRow row) =>
        FindFault(row.Key)
        ?? (row.Entry is { } entry ? FindFault(entry, row.InDoubt is not null) : null)
        ?? (row.InDoubt is { } operation ? FindFault(operation) : null)
        ?? (row.Entry is null && row.InDoubt is null ? "It says neither what is listed nor what is in doubt." : null);

    /// <summary>Cleans a row: an error text from the other file is shortened and stripped of secrets and control characters.</summary>
    internal static AdoptedRow Clean(AdoptedRow row) => row.InDoubt is { Error: { } error } operation
        ? row with { InDoubt = operation with { Error = Outgoing.ToLine(error.Length > SecretMask.MostShown ? error[..SecretMask.MostShown] : error) } }
        : row;

    /// <summary>Finds what is wrong with a configuration number; null where nothing is wrong.</summary>
    internal static string? FindNumberFault(string? number) =>
        number is null || (number.Length is > 0 && number.Length <= LongestNumber && PlainText.Clean(number) == number)
            ? null
            : $"Its configuration number is empty, longer than {LongestNumber} characters or holds control characters.";

    /// <summary>Finds what is wrong with a car's id; null where nothing is wrong.</summary>
    internal static string? FindIdFault(string? id) =>
        string.IsNullOrEmpty(id) ? $"It has no id of a car on Izzylease; right would be {RemoteId.Right}."
        : !RemoteId.IsValid(id) ? $"'{id}' can't be a car's id on Izzylease; right would be {RemoteId.Right}."
        : null;

    private static string? FindFault(VehicleKey key) => !key.IsVin ? FindNumberFault(key.Value[1..])
        : Vin.TryParse(key.Value, out var vin) && vin == key.Value ? null
        : "Its key is neither a VIN (17 characters of A-Z and 0-9, without I, O and Q) nor '#' and a configuration number.";

    private static string? FindFault(LedgerEntry entry, bool isInDoubt)
    {
        if (entry.State is not (ListingState.Active or ListingState.Closed) && !(entry.State == ListingState.InDoubt && isInDoubt))
            return "Its state is neither Active nor Closed.";
        if ((entry.RemoteId is not null || entry.State == ListingState.Active) && FindIdFault(entry.RemoteId) is { } fault)
            return fault;
        if (entry.State == ListingState.Closed && entry.Closed is null)
            return "It is closed, but the file does not say since when.";
        return FindFeedFault(entry.Feed) ?? FindNumberFault(entry.ConfigurationNumber) ?? FindCarFault(entry.Payload);
    }

    private static string? FindFault(Operation operation)
    {
        if (operation.Id == Guid.Empty || operation.Kind != OperationKind.Create || operation.Attempts < 0)
            return "Its operation in doubt is not a create with an id of its own.";
        if (operation.RemoteId is { } id && FindIdFault(id) is { } fault)
            return fault;
        return FindFeedFault(operation.Feed) ?? FindCarFault(operation.Payload.ToCar());
    }

    private static string? FindFeedFault(string? feed) =>
        !string.IsNullOrWhiteSpace(feed) && feed.Length <= LongestFeed && IsVisible(feed) ? null : $"Its feed is empty, longer than {LongestFeed} characters or holds control characters.";

    private static string? FindCarFault(CarPayload payload)
    {
        if (payload.Utf8.Length > LargestCar)
            return $"The data of its car have more than {LargestCar} bytes.";
        if (payload.FindFault() is { } fault)
            return $"Its car can't be read: {fault}";
        try
        {
            var car = payload.ToVehicle();
            if (car.Vin is { } vin && !(Vin.TryParse(vin, out var parsed) && parsed == vin))
                return "The VIN of its car is not a VIN: a VIN has 17 characters of A-Z and 0-9, without I, O and Q.";
            using var document = JsonDocument.Parse(payload.Utf8);
            return FindNumberFault(car.ConfigurationNumber) ?? (FindTexts(document.RootElement).All(IsVisible) ? null : "A text of its car holds control characters.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            return "Its car can't be read: a value in it is not allowed there.";
        }
    }

    private static IEnumerable<string> FindTexts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => FindTexts(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(FindTexts),
        _ => [],
    };

    /// <summary>Whether a text has no control characters. Line breaks are allowed, because a description may have paragraphs.</summary>
    private static bool IsVisible(string text)
    {
        var line = text.Replace('\n', ' ');
        return PlainText.ToVisible(line, int.MaxValue) == line;
    }
}
