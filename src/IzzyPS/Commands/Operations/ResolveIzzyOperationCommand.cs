using System.Management.Automation;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Pipeline;
using IzzyPS.Runs;
using IzzyPS.Sync.Resolving;

namespace IzzyPS.Commands;

/// <summary>Resolves creates in doubt, after somebody has looked on Izzylease.</summary>
/// <remarks>
/// <para>A create whose answer was lost is in doubt. Nothing is sent for its vehicle until the operation is resolved. Look for the car on Izzylease by its configuration number or VIN. If the car is there, give its id with -RemoteId. The cmdlet sends an update of that car to prove the id, and the vehicle is listed under the id when Izzylease accepts the update. If the car is not there, use -NotCreated. The next comparison then plans the create again.</para>
/// <para>An id that is wrong, belongs to another vehicle or can't be proved is an error, and nothing changes.</para>
/// </remarks>
/// <example>
/// Resolves a create whose car was found on Izzylease.
/// <code>
/// Resolve-IzzyOperation -Vin U5YPU81BGPL155538 -RemoteId 0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a
/// </code>
/// </example>
/// <example>
/// Resolves all creates in doubt, because none of the cars was found. The next comparison plans them again.
/// <code>
/// Get-IzzyOperation -State InDoubt | Resolve-IzzyOperation -NotCreated
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Resolve, "IzzyOperation", SupportsShouldProcess = true, DefaultParameterSetName = InputRemoteIdSet)]
[OutputType(typeof(OperationInfo))]
public sealed class ResolveIzzyOperationCommand : DealerCommand
{
    private const string InputRemoteIdSet = "InputRemoteId";
    private const string InputNotCreatedSet = "InputNotCreated";
    private const string VinRemoteIdSet = "VinRemoteId";
    private const string VinNotCreatedSet = "VinNotCreated";
    private const string Takes = "operations of Get-IzzyOperation, ledger entries and VINs";

    private readonly List<(OperationInfo Operation, Resolution Resolution)> _approved = [];
    private Question? _question;

    /// <summary>The operations from Get-IzzyOperation, or ledger entries or VINs of vehicles in doubt.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputRemoteIdSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputNotCreatedSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The vehicles in doubt: VINs, vehicles or ledger entries.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VinRemoteIdSet)]
    [Parameter(Mandatory = true, ParameterSetName = VinNotCreatedSet)]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public VehicleIdentity[] Vin { get; set; } = [];

    /// <summary>The id of the car on Izzylease, when the car was created.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputRemoteIdSet)]
    [Parameter(Mandatory = true, ParameterSetName = VinRemoteIdSet)]
    [ValidateNotNullOrEmpty]
    public string RemoteId { get; set; } = string.Empty;

    /// <summary>States that the car was not created. The vehicle has its earlier state again, and the next comparison plans the create again.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputNotCreatedSet)]
    [Parameter(Mandatory = true, ParameterSetName = VinNotCreatedSet)]
    public SwitchParameter NotCreated { get; set; }

    /// <summary>How many seconds to wait while another run holds the ledger. With 0 the cmdlet ends with an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    private protected override void Begin()
    {
        _ = Connection;
        _question = new Question(this, ConfirmImpact.Medium);
    }

    private protected override void Take()
    {
        foreach (var input in InputObject ?? [])
        {
            switch (input?.BaseObject)
            {
                case null:
                    break;
                case OperationInfo operation:
                    Take(operation);
                    break;
                case LedgerEntry entry:
                    Take(entry.Key);
                    break;
                case VehicleIdentity identity:
                    Take(identity.Key);
                    break;
                case string text when Vehicles.Vin.TryParse(text, out var vin):
                    Take(new VehicleKey(vin));
                    break;
                default:
                    WriteError(Inputs.Refuse(input, Takes));
                    break;
            }
        }

        foreach (var identity in Vin)
            Take(identity.Key);
    }

    private protected override void Finish()
    {
        if (_approved.Count == 0)
            return;
        var run = new ResolveRun(Connection, RunTrigger.Cmdlet);
        var results = Pump((_, stop) => run.RunAsync([.. _approved.Select(item => item.Resolution)], MyInvocation.MyCommand.Name, TimeSpan.FromSeconds(WaitForLock), stop));
        foreach (var result in results.Where(result => result.Fault is null))
        {
            WriteVerbose(Errors.InRun(result.Message, result.RunId));
            WriteObject(new OperationInfo(result.Operation!));
        }

        foreach (var (result, target) in results.Zip(_approved.Select(item => item.Operation)).Where(pair => pair.First.Fault is not null))
            WriteError(Errors.Create(result, target));
    }

    private void Take(VehicleKey key)
    {
        if (Connection.Ledger.FindInDoubt().FirstOrDefault(operation => operation.Key == key) is { } operation)
            Take(new OperationInfo(operation));
        else
            WriteError(Errors.OperationNotInDoubt.CreateRecord(key, $"{key} is not in doubt; Get-IzzyOperation -State InDoubt says what is. Nothing was changed."));
    }

    private void Take(OperationInfo operation)
    {
        var car = $"{operation.Key} {operation.Make} {operation.Model}".TrimEnd();
        var question = NotCreated
            ? $"Resolve {car} as not created, so that the next comparison sends it again"
            : $"Resolve {car} as car {RemoteId.Trim()}, after an update of that car has proved it";
        if (_question!.Ask(question))
            _approved.Add((operation, new Resolution(operation.Id, NotCreated ? null : RemoteId.Trim())));
    }
}
