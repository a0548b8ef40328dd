using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Updates listed vehicles that have changed.</summary>
/// <remarks>
/// <para>The cmdlet takes changes of Compare-IzzyVehicle whose action is Update or Reprice, and vehicles that are listed. A vehicle without changes gives the outcome Unchanged, and no request is sent. An update also sends the prices. Use Set-IzzyVehiclePrice to change prices only.</para>
/// </remarks>
/// <example>
/// Applies the updates of a plan and leaves its creates and closes alone.
/// <code>
/// $plan | Where-Object Action -in Update, Reprice | Set-IzzyVehicle
/// </code>
/// </example>
/// <example>
/// Changes descriptions before the vehicles are sent.
/// <code>
/// Import-IzzyVehicleCsv ./examples/stock-tuesday.csv |
///     Where-Object Make -eq Suzuki |
///     ForEach-Object { $_.Description += ' | Serviced by us'; $_ } |
///     Set-IzzyVehicle -WhatIf
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Set, "IzzyVehicle", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class SetIzzyVehicleCommand : UpdatingCommand
{
    private protected override string Takes => "changes that update or reprice, and listed vehicles";

    private protected override void Take(VehicleChange change)
    {
        if (change.Action is ChangeAction.Update or ChangeAction.Reprice)
            Send(change);
        else
            FailMismatch(change);
    }

    private protected override void TakePlanned(VehicleChange change)
    {
        if (change.Action == ChangeAction.Unchanged)
            Send(change);
        else if (change.Action is ChangeAction.Create or ChangeAction.Reactivate)
            Fail(Errors.NotListed.CreateRecord(change, $"{change.Key} is not listed; New-IzzyVehicle lists it."));
        else
            base.TakePlanned(change);
    }
}
