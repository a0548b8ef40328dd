using System.Globalization;

namespace IzzyPS.Ledger.Opening;

/// <summary>Who holds the lease, for the message that others get.</summary>
internal static class LeaseHolder
{
    /// <summary><c>Sync-IzzyVehicle by anna on office, process 12</c>.</summary>
    internal static string Describe(string command) => string.Create(
        CultureInfo.InvariantCulture, $"{command} by {Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}");
}
