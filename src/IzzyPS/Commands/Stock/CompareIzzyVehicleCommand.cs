using System.Management.Automation;
using IzzyPS.Ledger.Snapshots;
using IzzyPS.Pipeline;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Commands;

/// <summary>Compares vehicles with the ledger and shows what would change on Izzylease.</summary>
/// <remarks>
/// <para>The cmdlet gives one IzzyPS.VehicleChange for each vehicle that differs. Its action is Create, Update, Reprice (only prices differ), Reactivate, Close, or Blocked with the reason. The cmdlet sends nothing, writes nothing and takes no lock. The changes can be filtered and kept for a day. Sync-IzzyVehicle carries out all of them; New-IzzyVehicle, Set-IzzyVehicle and Close-IzzyVehicle carry out those of their kind.</para>
/// <para>With -CloseMissing, the plan closes the feed's listings that the files no longer contain. The files must be complete: each is read to its end, every rejected row has a readable VIN, and no vehicle was filtered out of the pipeline. Too many closes are Blocked unless -AllowClose allows the number: more than 5 and more than 10 percent of the feed's listings, or more than half.</para>
/// </remarks>
/// <example>
/// Shows what Tuesday's file would change.
/// <code>
/// Import-IzzyVehicleCsv ./examples/stock-tuesday.csv | Compare-IzzyVehicle -CloseMissing
/// </code>
/// </example>
/// <example>
/// Lists the price drops, the largest first.
/// <code>
/// $plan = Import-IzzyVehicleCsv ./examples/stock-tuesday.csv | Compare-IzzyVehicle
/// $plan | Where-Object IsPriceDrop | Sort-Object PriceChange | Format-Table Vin, OldSalesPrice, NewSalesPrice, PriceChange
/// </code>
/// </example>
[Cmdlet(VerbsData.Compare, "IzzyVehicle")]
[OutputType(typeof(VehicleChange))]
public sealed class CompareIzzyVehicleCommand : DealerCommand
{
    private SnapshotAhead? _snapshot;
    private SyncPlanner? _planner;

    /// <summary>The vehicles from Import-IzzyVehicleCsv. A script may change prices and descriptions before.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>Closes the feed's listings that the files no longer contain.</summary>
    [Parameter]
    public SwitchParameter CloseMissing { get; set; }

    /// <summary>The treatment of vehicles that are listed already: Upsert updates them, InsertOnly reports an error for each.</summary>
    /// <value>Upsert</value>
    [Parameter]
    public SyncMode Mode { get; set; } = SyncMode.Upsert;

    /// <summary>Also gives a change for each unchanged vehicle.</summary>
    [Parameter]
    public SwitchParameter IncludeUnchanged { get; set; }

    /// <summary>The most listings that may be closed, including those closed in the last 24 hours.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowClose { get; set; }

    /// <summary>From how many complete files in a row a listing must be missing before it is closed. Each file must have other content. The default is the number of the import's profile, else 1.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? CloseAfter { get; set; }

    /// <summary>The most listed vehicles that may become other cars under their VINs. An allowed vehicle takes its price along. Without the parameter each such vehicle is held back.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowIdentityChange { get; set; }

    /// <summary>The fields that most listings may lose at once, such as description. Without the parameter the values last sent stay when a file leaves a column empty.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.ClearableFieldCompleter))]
    public string[] AllowClear { get; set; } = [];

    /// <summary>How much the price of a listed vehicle may change, in percent. Without the parameter a change of more than 50 percent is held back, and a change of more than 20 percent for more than a third of the file's listed vehicles.</summary>
    [Parameter]
    [ValidateRange(0.0, GuardLimits.MostPercent)]
    public double? AllowPriceChange { get; set; }

    /// <summary>The planner is made when the first vehicle comes. Until then the ledger is read while the import examines its files.</summary>
    private SyncPlanner Planner => _planner ??= new SyncPlanner(_snapshot!.Value, Options, Connection.Time)
    {
        IncludeUnchanged = IncludeUnchanged,
    };

    private SyncPlanOptions Options => new()
    {
        CloseMissing = CloseMissing,
        Mode = Mode,
        Allowed = Settings.CreateAllowances(AllowClose, AllowIdentityChange, AllowClear, AllowPriceChange),
        CloseAfter = CloseAfter,
        CloseLimits = Connection.CloseLimits,
        GuardLimits = Connection.GuardLimits,
    };

    private protected override void Begin() => _snapshot = new SnapshotAhead(Connection.Ledger);

    private protected override void Take()
    {
        foreach (var input in InputObject ?? [])
        {
            if (input?.BaseObject is Vehicle vehicle)
                Add(vehicle);
            else if (input is not null)
                WriteError(Inputs.Refuse(input, "vehicles from Import-IzzyVehicleCsv"));
        }
    }

    private protected override void Finish()
    {
        var plan = Planner.Complete();
        foreach (var change in plan.Changes.Where(change => IncludeUnchanged || change.Action != ChangeAction.Unchanged || change.IsRelease))
            WriteObject(change);

        // Import-IzzyVehicleCsv has written the warnings about files.
        foreach (var warning in plan.Facts.Warnings.Where(warning => warning.File is null))
            WriteWarning(Errors.InRun(warning.Message, plan.Facts.Id));
        foreach (var warning in HeldText.DescribeGroups(plan))
            WriteWarning(Errors.InRun(warning, plan.Facts.Id));
        foreach (var frozen in plan.GetBlocked(BlockReason.InDoubt))
            WriteWarning(Errors.InRun(frozen.Reason, frozen.PlanId));
        WriteVerbose($"run {plan.Facts.Id:N} plans feed '{plan.Facts.Feed}': {string.Join(", ", plan.Changes.CountBy(change => change.Action).Select(pair => $"{pair.Value} {pair.Key}"))}; {plan.Unchanged} unchanged in all");
        foreach (var blocked in plan.Changes.Where(IsError))
            WriteError(Errors.CreateFromBlocked(blocked));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _snapshot?.Dispose();
        base.Dispose(disposing);
    }

    private void Add(Vehicle vehicle)
    {
        try
        {
            Planner.Add(vehicle);
        }
        catch (InvalidOperationException exception)
        {
            ThrowTerminatingError(Errors.FeedsMixed.CreateRecord(vehicle, exception.Message, exception));
        }
    }

    private static bool IsError(VehicleChange change) => ChangeClasses.FromBlock(change.BlockReason) == ChangeClass.Error;
}
