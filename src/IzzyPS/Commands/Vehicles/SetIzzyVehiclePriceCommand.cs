using System.Management.Automation;
using IzzyPS.Pipeline;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Commands;

/// <summary>Changes only the prices of listed vehicles.</summary>
/// <remarks>
/// <para>The cmdlet takes changes of Compare-IzzyVehicle that have a price change. It sends the values that were sent last, with the new prices. Other changes of an Update stay pending. Vehicles in the pipeline are compared first.</para>
/// <para>-SalesPrice and -ListPrice set prices by hand for listings given as VINs or ledger entries. Such a price holds until the partner's own price changes. A price that changes by more than 50 percent, or the prices of more than a third of the feed by more than 20 percent, ask a question. -Confirm:$false skips the question.</para>
/// </remarks>
/// <example>
/// Applies the price changes of a plan.
/// <code>
/// $plan | Where-Object PriceChange | Set-IzzyVehiclePrice
/// </code>
/// </example>
/// <example>
/// Sets one price by hand.
/// <code>
/// Set-IzzyVehiclePrice -Vin U5YPU81BGPL155538 -SalesPrice 98500
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Set, "IzzyVehiclePrice", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(SyncResult))]
public sealed class SetIzzyVehiclePriceCommand : SendingCommand
{
    private const double Least = 0.01;
    private const double Most = 100_000_000;

    /// <summary>The listings: VINs, vehicles or ledger entries.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VinSet)]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public VehicleIdentity[] Vin { get; set; } = [];

    /// <summary>The new sales price in PLN. Without the parameter the sales price stays.</summary>
    [Parameter]
    [ValidateRange(Least, Most)]
    public decimal? SalesPrice { get; set; }

    /// <summary>The new catalogue price in PLN. Without the parameter the catalogue price stays.</summary>
    [Parameter]
    [ValidateRange(Least, Most)]
    public decimal? ListPrice { get; set; }

    /// <summary>By how many percent prices may change. The default is the plan's own value, and without one the limits: a change of more than 50 percent is held back, and changes of more than 20 percent for more than a third of the feed.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowPriceChange { get; set; }

    private protected override Allowances Allowed => new() { PriceChange = AllowPriceChange };

    private protected override string Takes => "changes with a price change, and listed vehicles; with -SalesPrice or -ListPrice ledger entries and VINs";

    private bool HasPrice => SalesPrice is not null || ListPrice is not null;

    private protected override void Take()
    {
        base.Take();
        foreach (var identity in Vin)
            Take(identity);
    }

    private protected override void Take(VehicleChange change)
    {
        if (HasPrice)
            Take(new VehicleIdentity(change));
        else if (change is { Action: ChangeAction.Update or ChangeAction.Reprice, PriceChange: not null })
            Send(HandChanges.KeepPriceOnly(change));
        else
            FailMismatch(change);
    }

    private protected override IReadOnlyList<VehicleChange> Ask(IReadOnlyList<VehicleChange> changes)
    {
        var unusual = FindUnusual(changes);
        if (unusual.Count == 0)
            return base.Ask(changes);
        var prices = string.Join(", ", unusual.Take(3).Select(change => $"{change.Key} {Display.Amount(change.OldSalesPrice)} → {Display.Amount(change.NewSalesPrice)} PLN"));
        var more = unusual.Count > 3 ? ", …" : string.Empty;
        var question = new Question(this, ConfirmImpact.High);
        return question.AskAboutUnusual($"Set {(unusual.Count == 1 ? "an unusual price" : $"{unusual.Count} unusual prices")}: {prices}{more}") ? base.Ask(changes) : [];
    }

    /// <summary>Finds the prices set by hand that change more than the limits for a partner's file.</summary>
    private List<VehicleChange> FindUnusual(IReadOnlyList<VehicleChange> changes)
    {
        var unusual = new List<VehicleChange>();
        foreach (var feed in changes.Where(change => change is { Action: ChangeAction.Reprice, PriceSetBy: Origin.Hand, Origin: Origin.Hand }).GroupBy(change => change.Feed, StringComparer.Ordinal))
        {
            using var snapshot = Connection.Ledger.OpenSnapshot();
            unusual.AddRange(PriceGuard.FindUnusual([.. feed], snapshot.GetFeedFacts(feed.Key, Connection.Time.GetUtcNow()).Active, Connection.GuardLimits));
        }

        return unusual;
    }

    private protected override void Take(Vehicle vehicle)
    {
        if (HasPrice && vehicle.Key is not null)
            Take(new VehicleIdentity(vehicle));
        else
            base.Take(vehicle);
    }

    private protected override void TakePlanned(VehicleChange change)
    {
        switch (change)
        {
            case { Action: ChangeAction.Unchanged }:
                Send(change);
                break;
            case { Action: ChangeAction.Create or ChangeAction.Reactivate }:
                Fail(Errors.NotListed.CreateRecord(change, $"{change.Key} is not listed; New-IzzyVehicle lists it."));
                break;
            case { Action: ChangeAction.Update, PriceChange: null }:
                WriteVerbose(Errors.InRun($"{change.Key}: its prices are as they should be; Set-IzzyVehicle sends its other changes.", change.PlanId));
                break;
            default:
                base.TakePlanned(change);
                break;
        }
    }

    private protected override void Take(LedgerEntry entry)
    {
        if (!HasPrice)
            Fail(Errors.PriceRequired.CreateRecord(entry, $"{entry.Key}: which price? Say -SalesPrice, -ListPrice or both."));
        else if (entry.State != ListingState.Active)
            Fail(Errors.NotListed.CreateRecord(entry, $"{entry.Key} is {entry.State} in the ledger: only what is listed can be repriced."));
        else
            SendByHand(ByHand.Reprice(entry, ListPrice, SalesPrice));
    }
}
