using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Carries a plan out: creates, updates, reprices, lists again and closes on Izzylease.</summary>
/// <remarks>
/// <para>Takes the changes of Compare-IzzyVehicle, whole or filtered, and checks each again against the ledger when it is applied: one that no longer fits is Stale and is not sent. Vehicles can be piped in too; they are compared first, and nothing is closed because of them.</para>
/// <para>Gives one IzzyPS.SyncResult per vehicle as the answers come. A failure does not stop the others; errors about vehicles are written after the last answer. Only one run at a time works on an account.</para>
/// </remarks>
/// <example>
/// Says what would happen, and sends nothing.
/// <code>
/// $plan = Import-IzzyVehicleCsv ./examples/stock-monday.csv | Compare-IzzyVehicle -CloseMissing
/// $plan | Sync-IzzyVehicle -WhatIf
/// </code>
/// </example>
/// <example>
/// Carries a plan out, lets it close up to 40 listings, and shows what did not succeed.
/// <code>
/// $plan | Sync-IzzyVehicle -AllowClose 40 | Where-Object Outcome -ne Succeeded
/// </code>
/// </example>
[Cmdlet(VerbsData.Sync, "IzzyVehicle", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class SyncIzzyVehicleCommand : SendingCommand
{
    /// <summary>How many listings may be closed at the most, those of the last 24 hours included; by default what the plan says, else the limits (more than 5 and more than 10 percent of the feed are held back).</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowClose { get; set; }

    private protected override string Takes => "changes from Compare-IzzyVehicle and vehicles";

    private protected override int? CloseCeiling => AllowClose;

    private protected override void Take(VehicleChange change) => Send(change);
}
