using System.Management.Automation;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Pipeline;

/// <summary>A cmdlet that changes listed vehicles. Its parameters allow changes that the guards hold back.</summary>
public abstract class UpdatingCommand : SendingCommand
{
    private protected UpdatingCommand()
    {
    }

    /// <summary>The most listings that may become another car. The default is the plan's own value, and without one such changes are held back.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowIdentityChange { get; set; }

    /// <summary>The fields that may be emptied although most listings have a value, such as Mileage. The default is the plan's own value.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] AllowClear { get; set; } = [];

    /// <summary>By how many percent prices may change. The default is the plan's own value, and without one the limits: a change of more than 50 percent is held back, and changes of more than 20 percent for more than a third of the feed.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowPriceChange { get; set; }

    private protected override Allowances Allowed => new() { IdentityChange = AllowIdentityChange, Clear = AllowClear, PriceChange = AllowPriceChange };
}
