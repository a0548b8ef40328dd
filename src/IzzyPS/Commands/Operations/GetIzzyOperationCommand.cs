using System.Management.Automation;
using IzzyPS.Operations.Journaling;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Gets operations of the journal: the requests for vehicles and their outcomes.</summary>
/// <remarks>
/// <para>Every create, update and close is written to the journal before it is sent. An operation in doubt is a create whose answer was lost. The car may or may not be listed, and somebody has to look on Izzylease. The property WhatToDo says what to look for and which command to type next. Resolve-IzzyOperation ends the doubt.</para>
/// <para>Reading sends nothing and takes no lock.</para>
/// </remarks>
/// <example>
/// Shows the operations in doubt and what to do about each.
/// <code>
/// Get-IzzyOperation -State InDoubt | Format-List Vin, ConfigurationNumber, Sent, WhatToDo
/// </code>
/// </example>
/// <example>
/// Gets all operations of one run.
/// <code>
/// $results = $plan | Sync-IzzyVehicle
/// Get-IzzyOperation -Run $results[0].RunId
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "IzzyOperation")]
[OutputType(typeof(OperationInfo))]
public sealed class GetIzzyOperationCommand : DealerCommand
{
    /// <summary>The VINs, in upper or lower case, with * and ? as wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public string[] Vin { get; set; } = ["*"];

    /// <summary>The operation's state. InDoubt also finds creates that a killed run left in Sending.</summary>
    [Parameter]
    public OperationState? State { get; set; }

    /// <summary>The run that the operation belongs to.</summary>
    [Parameter]
    [Alias("RunId")]
    public Guid? Run { get; set; }

    private protected override void Take()
    {
        foreach (var vin in Vin)
        {
            // "*" means all operations, including those of vehicles without a VIN.
            var pattern = vin == "*" ? null : Vehicles.Vin.TryParse(vin, out var parsed) ? parsed : vin;
            foreach (var operation in Connection.Ledger.FindOperations(new OperationQuery(State, pattern, Run)))
                WriteObject(new OperationInfo(operation));
        }
    }
}
