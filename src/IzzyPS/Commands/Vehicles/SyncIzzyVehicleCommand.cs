using System.Management.Automation;
using IzzyPS.Pipeline;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Commands;

/// <summary>Carries out a plan: creates, updates, reprices, reactivates and closes listings on Izzylease.</summary>
/// <remarks>
/// <para>The cmdlet takes all changes of Compare-IzzyVehicle or a part of them. It compares each change with the ledger again before sending. A change that no longer fits has the outcome Stale and is not sent. Vehicles can be piped in too. They are compared first, and they close nothing.</para>
/// <para>The cmdlet gives one IzzyPS.SyncResult for each vehicle as the answers come. The failure of one vehicle does not stop the others. Errors about vehicles are written after the last answer. Only one run works on an account at a time.</para>
/// </remarks>
/// <example>
/// Shows what would happen and sends nothing.
/// <code>
/// $plan = Import-IzzyVehicleCsv ./examples/stock-monday.csv | Compare-IzzyVehicle -CloseMissing
/// $plan | Sync-IzzyVehicle -WhatIf
/// </code>
/// </example>
/// <example>
/// Carries out a plan, allows up to 40 closes, and shows the changes that did not succeed.
/// <code>
/// $plan | Sync-IzzyVehicle -AllowClose 40 | Where-Object Outcome -ne Succeeded
/// </code>
/// </example>
[Cmdlet(VerbsData.Sync, "IzzyVehicle", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class SyncIzzyVehicleCommand : UpdatingCommand
{
    /// <summary>The most listings of a feed that may be closed, including those closed in the last 24 hours. Closes that the plan holds back are carried out, too, where -AllowClose can allow them. The default is the plan's own value, and without one the limits: more than 5 and more than 10 percent of the feed are held back.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowClose { get; set; }

    private protected override string Takes => "changes from Compare-IzzyVehicle and vehicles";

    private protected override Allowances Allowed => base.Allowed with { Close = AllowClose };

    private protected override void Take(VehicleChange change) => Send(AllowClose is null ? change : change.AllowClose());
}
