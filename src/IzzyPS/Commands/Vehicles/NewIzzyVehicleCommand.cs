using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Lists vehicles on Izzylease: new vehicles, and vehicles that came back after a close.</summary>
/// <remarks>
/// <para>The cmdlet takes changes of Compare-IzzyVehicle whose action is Create or Reactivate, and vehicles that are not listed. A create whose answer was lost is not sent again. Its outcome is InDoubt, and nothing is sent for the vehicle until an operator has resolved the operation.</para>
/// <para>A vehicle that an operator closed by hand stays closed while its partner's file contains it. -Reopen lists such a vehicle again with the values that were sent last. The vehicle can be given as a change, a vehicle, a ledger entry or a VIN. Compare again afterwards to find later changes.</para>
/// </remarks>
/// <example>
/// Lists the new vehicles of a plan and leaves its other changes alone.
/// <code>
/// $plan | Where-Object Action -eq Create | New-IzzyVehicle
/// </code>
/// </example>
/// <example>
/// Lists a vehicle again after it was closed by hand.
/// <code>
/// New-IzzyVehicle -Vin U5YPU81BGPL155538 -Reopen
/// </code>
/// </example>
[Cmdlet(VerbsCommon.New, "IzzyVehicle", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class NewIzzyVehicleCommand : SendingCommand
{
    /// <summary>The vehicles to list again, with -Reopen: VINs, vehicles or ledger entries.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VinSet)]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public VehicleIdentity[] Vin { get; set; } = [];

    /// <summary>Lists vehicles again that an operator closed by hand.</summary>
    [Parameter]
    public SwitchParameter Reopen { get; set; }

    private protected override string Takes => "changes that create or list again, and vehicles; with -Reopen ledger entries and VINs";

    private protected override SyncMode Mode => SyncMode.InsertOnly;

    private protected override void Take()
    {
        base.Take();
        foreach (var identity in Vin)
            Take(identity);
    }

    private protected override void Take(VehicleChange change)
    {
        if (change.Action is ChangeAction.Create or ChangeAction.Reactivate)
            Send(change);
        else if (change.BlockReason is BlockReason.ClosedByHand or BlockReason.ClosedByStatus && Reopen)
            Take(new VehicleIdentity(change));
        else
            FailMismatch(change);
    }

    private protected override void TakePlanned(VehicleChange change)
    {
        if (change.BlockReason is BlockReason.ClosedByHand or BlockReason.ClosedByStatus && Reopen)
            Take(change);
        else
            base.TakePlanned(change);
    }

    private protected override void Take(LedgerEntry entry)
    {
        if (!Reopen)
            base.Take(entry);
        else if (entry.State == ListingState.Closed)
            SendByHand(ByHand.Reopen(entry));
        else
            Fail(Errors.AlreadyListed.CreateRecord(entry, $"{entry.Key} is not closed; it is listed as {entry.RemoteId ?? "in doubt"}."));
    }
}
