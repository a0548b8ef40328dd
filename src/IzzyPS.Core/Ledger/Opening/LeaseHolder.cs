using System.Globalization;

namespace IzzyPS.Ledger.Opening;

/// <summary>Describes the holder of the lease. Other commands show the text in their error when they can't get the lease.</summary>
internal static class LeaseHolder
{
    /// <summary>Describes this process as the holder, for example <c>Sync-IzzyVehicle by anna on office, process 12</c>.</summary>
    internal static string Describe(string command) => string.Create(
        CultureInfo.InvariantCulture, $"{command} by {Environment.UserName} on {Environment.MachineName}, process {Environment.ProcessId}");
}
