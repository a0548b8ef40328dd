using System.Globalization;
using IzzyPS.Operations;

namespace IzzyPS.Ledger.Listings;

/// <summary>
/// Creates the text for an operator about a create whose outcome is unknown: what to look up on Izzylease, and which command to type next.
/// </summary>
internal static class DoubtText
{
    private const string Sending = "its create is being sent by a run that is under way or was killed";

    private const string Unknown = "the outcome of its create is unknown";

    /// <summary>Creates the text for a vehicle that is in doubt. The entry does not know the cause of the doubt.</summary>
    internal static string Create(LedgerEntry entry) => Create(Unknown, entry.Key, entry.ConfigurationNumber, entry.LastSent);

    /// <summary>Creates the text for an operation in doubt. The operation knows the cause.</summary>
    internal static string Create(Operation operation) =>
        Create(operation.Error ?? (operation.State == OperationState.Sending ? Sending : Unknown), operation.Key, operation.Payload.ToVehicle().ConfigurationNumber, operation.SentAt);

    private static string Create(string cause, VehicleKey key, string? configurationNumber, DateTimeOffset? sentAt)
    {
        var sent = sentAt is { } time ? string.Create(CultureInfo.InvariantCulture, $", sent {time.UtcDateTime:u}") : string.Empty;
        return $"In doubt: {cause.TrimEnd('.')}. Look on Izzylease for configuration number {configurationNumber ?? "(none)"}, " +
            $"VIN {key.Vin ?? "(none)"}{sent}. {DescribeCommands(key)} Until then nothing is sent for this vehicle.";
    }

    private static string DescribeCommands(VehicleKey key)
    {
        var cmdlet = key.Vin is { } vin
            ? $"Resolve-IzzyOperation -Vin {vin}"
            : $"Get-IzzyOperation -State InDoubt | Where-Object ConfigurationNumber -EQ {Quote(key.Value[1..])} | Resolve-IzzyOperation";
        var tool = $"izzy resolve {(key.IsVin ? key.Value : Quote(key.Value))}";
        return $"If it is there: {cmdlet} -RemoteId <its id> ({tool} --remote-id <its id>). " +
            $"If it is not: {cmdlet} -NotCreated ({tool} --not-created); it is then sent again.";
    }

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
