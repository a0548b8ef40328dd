using System.Management.Automation;
using IzzyPS.Operations;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Gets operations of the journal: what was sent for vehicles, and what came of it.</summary>
/// <remarks>
/// <para>Every create, update and close is written down before it is sent. One in doubt is a create whose answer nobody read: the car may be listed or not, and only a look at Izzylease tells. Its WhatToDo says what to look up and what to type next; Resolve-IzzyOperation ends the doubt.</para>
/// <para>Reading sends nothing and takes no lock.</para>
/// </remarks>
/// <example>
/// Says what is in doubt, and what to do about each.
/// <code>
/// Get-IzzyOperation -State InDoubt | Format-List Vin, ConfigurationNumber, Sent, WhatToDo
/// </code>
/// </example>
/// <example>
/// Gets all that one run sent.
/// <code>
/// $results = $plan | Sync-IzzyVehicle
/// Get-IzzyOperation -Run $results[0].RunId
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "IzzyOperation")]
[OutputType(typeof(OperationInfo))]
public sealed class GetIzzyOperationCommand : DealerCommand
{
    /// <summary>VINs, with * and ? as wildcards, in any case.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public string[] Vin { get; set; } = ["*"];

    /// <summary>Where the operation stands; InDoubt finds those too that a killed run left in Sending.</summary>
    [Parameter]
    public OperationState? State { get; set; }

    /// <summary>The run that it belongs to.</summary>
    [Parameter]
    [Alias("RunId")]
    public Guid? Run { get; set; }

    private protected override void Take()
    {
        foreach (var vin in Vin)
        {
            // "*" means all, also those that have no VIN yet.
            var pattern = vin == "*" ? null : Vehicles.Vin.TryParse(vin, out var parsed) ? parsed : vin;
            foreach (var operation in Connection.Ledger.FindOperations(new OperationQuery(State, pattern, Run)))
                WriteObject(new OperationInfo(operation));
        }
    }
}
