using System.Globalization;
using System.Management.Automation;
using IzzyPS.Pipeline;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Commands;

/// <summary>Takes listings off Izzylease.</summary>
/// <remarks>
/// <para>The cmdlet takes changes of Compare-IzzyVehicle whose action is Close, ledger entries, vehicles and VINs. It asks one question for all of them. -Confirm:$false skips the question. When nobody can answer, the cmdlet ends with an error and sends nothing.</para>
/// <para>A listing that you close by VIN, vehicle or ledger entry counts as closed by hand. The vehicle stays closed although its partner's file still contains it. It can be listed again after one complete file without it, or with New-IzzyVehicle -Reopen. Too many closes are held back unless -AllowClose allows the number: more than 5 and more than 10 percent of the feed's listings, or more than half. -Vin does not bind by property name, so that no object's VIN closes a car by accident.</para>
/// </remarks>
/// <example>
/// Closes the listings that a plan closes, as sold and without a question.
/// <code>
/// $plan | Where-Object Action -eq Close | Close-IzzyVehicle -Reason Sold -Confirm:$false
/// </code>
/// </example>
/// <example>
/// Shows which Kias would be closed.
/// <code>
/// Get-IzzyVehicle -Vin 'U5Y*' | Close-IzzyVehicle -WhatIf
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Close, "IzzyVehicle", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class CloseIzzyVehicleCommand : SendingCommand
{
    /// <summary>The listings: VINs, vehicles or ledger entries.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VinSet)]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public VehicleIdentity[] Vin { get; set; } = [];

    /// <summary>The reason: Deleted or Sold.</summary>
    /// <value>Deleted</value>
    [Parameter]
    public CloseReason? Reason { get; set; }

    /// <summary>The most listings of a feed that may be closed, including those closed in the last 24 hours. The default is the plan's own value, and without one the limits: more than 5 and more than 10 percent of the feed are held back.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowClose { get; set; }

    private protected override string Takes => "changes that close, ledger entries, vehicles and VINs";

    private protected override Allowances Allowed => new() { Close = AllowClose };

    private protected override CloseReason? ReasonToClose => Reason;

    private protected override void Take()
    {
        base.Take();
        foreach (var identity in Vin)
            Take(identity);
    }

    private protected override void Take(VehicleChange change)
    {
        if (change.Action == ChangeAction.Close)
            Send(change);
        else
            FailMismatch(change);
    }

    private protected override void Take(Vehicle vehicle)
    {
        if (vehicle.Key is null)
            Fail(Errors.NotListed.CreateRecord(vehicle, "The vehicle has neither a VIN nor a configuration number, so its listing can't be found."));
        else
            Take(new VehicleIdentity(vehicle));
    }

    private protected override void Take(LedgerEntry entry) => Send(ByHand.Close(entry, Reason ?? CloseReason.Deleted));

    private protected override IReadOnlyList<VehicleChange> Ask(IReadOnlyList<VehicleChange> changes)
    {
        var question = new Question(this, ConfirmImpact.High);
        if (changes.Count == 0)
            return [];
        if (question.IsWhatIf)
            return [.. changes.Where(change => question.Ask(ChangeText.Describe(change, ReasonToClose)))];
        var listings = changes.Count == 1 ? "1 listing" : string.Create(CultureInfo.InvariantCulture, $"{changes.Count} listings");
        return question.Ask($"Close {listings} of {Connection}: {VinList.Describe(changes)}") ? changes : [];
    }
}
