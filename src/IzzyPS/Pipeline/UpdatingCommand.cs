using System.Management.Automation;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Pipeline;

/// <summary>A cmdlet that changes listed vehicles. Its parameters allow changes that the guards hold back.</summary>
public abstract class UpdatingCommand : SendingCommand
{
    private protected UpdatingCommand()
    {
    }

    /// <summary>The most listed vehicles that may become other cars under their VINs. An allowed vehicle takes its price along. Without the parameter each such vehicle is held back. The parameter counts for vehicles in the pipeline; a change has the allowances of its Compare-IzzyVehicle.</summary>
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

    private protected override Allowances Allowed => Settings.CreateAllowances(null, AllowIdentityChange, AllowClear, AllowPriceChange);
}
