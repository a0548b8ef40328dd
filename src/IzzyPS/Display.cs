using System.Globalization;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>Formats values for the module's views (IzzyPS.Format.ps1xml).</summary>
public static class Display
{
    private static readonly NumberFormatInfo Numbers = new() { NumberGroupSeparator = "\u00A0", NegativeSign = "\u2212" };

    /// <summary>Formats an amount in PLN: <c>109 900</c>, or <c>109 900.50</c> with grosze.</summary>
    public static string Amount(decimal? value) => value switch
    {
        null => string.Empty,
        { } amount when amount == decimal.Truncate(amount) => amount.ToString("N0", Numbers),
        { } amount => amount.ToString("N2", Numbers),
    };

    /// <summary>Describes a change: the prices as <c>109 900 → 98 500 (−11 400)</c>, the other fields that differ, or the reason for a block.</summary>
    public static string Summary(VehicleChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Action switch
        {
            ChangeAction.Create or ChangeAction.Reactivate => Amount(change.NewSalesPrice),
            ChangeAction.Update or ChangeAction.Reprice => string.Join("; ", Parts(change)),
            _ => change.Reason,
        };
    }

    /// <summary>The settings of a sandbox that differ from the defaults: <c>latency 20ms; 503 on update times=3</c>.</summary>
    public static string DescribeSandbox(SandboxInfo sandbox)
    {
        ArgumentNullException.ThrowIfNull(sandbox);
        return sandbox.Settings;
    }

    private static IEnumerable<string> Parts(VehicleChange change)
    {
        if (change.OldSalesPrice != change.NewSalesPrice)
            yield return Step(change.OldSalesPrice, change.NewSalesPrice);
        if (change.OldListPrice != change.NewListPrice && change.OldSalesPrice == change.NewSalesPrice)
            yield return "list " + Step(change.OldListPrice, change.NewListPrice);
        var others = change.Changes.Where(field => !VehicleFields.GetByName(field.Name).IsPrice).Select(field => field.Name).ToList();
        if (others.Count > 0)
            yield return string.Join(", ", others);
        else if (change.Changes.Count == 0)
            yield return change.Reason;
    }

    private static string Step(decimal? before, decimal? after)
    {
        var sign = after > before ? "+" : string.Empty;
        return $"{Amount(before)} → {Amount(after)} ({sign}{Amount(after - before)})";
    }
}
