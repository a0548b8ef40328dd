using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Gets the history of a vehicle: each event with its time, reason, run and file.</summary>
/// <remarks>
/// <para>Events are never changed or removed. Reading the history sends nothing and takes no lock.</para>
/// </remarks>
/// <example>
/// Gets the history of one vehicle.
/// <code>
/// Get-IzzyVehicleHistory -Vin U5YPU81BGPL155538
/// </code>
/// </example>
/// <example>
/// Gets every price that the Kias had.
/// <code>
/// Get-IzzyVehicle -Make Kia | Get-IzzyVehicleHistory | Where-Object SalesPrice | Select-Object Vehicle, At, OldSalesPrice, SalesPrice
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "IzzyVehicleHistory")]
[OutputType(typeof(VehicleEvent))]
public sealed class GetIzzyVehicleHistoryCommand : DealerCommand
{
    /// <summary>The vehicles: VINs, vehicles, changes or ledger entries.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public VehicleIdentity[] Vin { get; set; } = [];

    private protected override void Take()
    {
        foreach (var identity in Vin)
        {
            var events = VehicleEvent.Read(Connection.Ledger, identity.Key).ToList();
            if (events.Count == 0)
                WriteError(Errors.NotListed.CreateRecord(identity.Key, $"{identity.Key} is not in the ledger of {Connection}: nothing was ever sent for it from here."));
            else
                WriteObject(events, enumerateCollection: true);
        }
    }
}
