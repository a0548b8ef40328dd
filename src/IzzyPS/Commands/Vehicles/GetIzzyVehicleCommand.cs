using System.Management.Automation;
using IzzyPS.Ledger;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Gets vehicles from the ledger: those that are listed, were closed, or are in doubt.</summary>
/// <remarks>
/// <para>The ledger is the only memory of the listed vehicles, because Izzylease can't be asked. Reading the ledger sends nothing and takes no lock. The entries can be piped to Set-IzzyVehiclePrice, Close-IzzyVehicle and New-IzzyVehicle -Reopen.</para>
/// </remarks>
/// <example>
/// Gets all listed vehicles.
/// <code>
/// Get-IzzyVehicle -State Active
/// </code>
/// </example>
/// <example>
/// Counts the listed vehicles of each make.
/// <code>
/// Get-IzzyVehicle -State Active | Group-Object Make -NoElement | Sort-Object Count -Descending
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "IzzyVehicle")]
[OutputType(typeof(LedgerEntry))]
public sealed class GetIzzyVehicleCommand : DealerCommand
{
    /// <summary>The VINs, in upper or lower case, with * and ? as wildcards. A VIN without wildcards that the ledger does not know is an error.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(Completers.VinCompleter))]
    public string[] Vin { get; set; } = ["*"];

    /// <summary>The listing's state: Active, Closed or InDoubt.</summary>
    [Parameter]
    public ListingState? State { get; set; }

    /// <summary>The make, in upper or lower case, with * and ? as wildcards.</summary>
    [Parameter]
    [SupportsWildcards]
    public string? Make { get; set; }

    /// <summary>The feed that the listing belongs to.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.FeedCompleter))]
    public string? Feed { get; set; }

    private protected override void Take()
    {
        foreach (var vin in Vin)
        {
            var isPattern = WildcardPattern.ContainsWildcardCharacters(vin);
            // "*" means all vehicles, including those without a VIN.
            var pattern = vin == "*" ? null : !isPattern && Vehicles.Vin.TryParse(vin, out var parsed) ? parsed : vin;
            var found = false;
            foreach (var entry in Connection.Ledger.Find(new LedgerQuery(pattern, State, Make, Feed)))
            {
                found = true;
                WriteObject(entry);
            }

            if (!found && !isPattern)
                WriteError(Errors.NotListed.CreateRecord(vin, $"{vin} is not in the ledger of {Connection}{(State is null && Make is null && Feed is null ? string.Empty : " as it was asked for")}."));
        }
    }
}
