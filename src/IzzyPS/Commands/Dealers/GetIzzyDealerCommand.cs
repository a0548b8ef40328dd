using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Gets the dealer accounts that this runspace is connected to.</summary>
/// <remarks>
/// <para>The other cmdlets use the last connection by default.</para>
/// </remarks>
/// <example>
/// Gets all connections.
/// <code>
/// Get-IzzyDealer
/// </code>
/// </example>
/// <example>
/// Works with one of several accounts.
/// <code>
/// Get-IzzyVehicle -State Active -Dealer (Get-IzzyDealer -Name warszawa)
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Get, "IzzyDealer")]
[OutputType(typeof(DealerConnection))]
public sealed class GetIzzyDealerCommand : AsyncCommand
{
    /// <summary>The connections' names, with * and ? as wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    private protected override void Take()
    {
        foreach (var name in Name)
        {
            var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            var found = Session.Current.Connections.Where(connection => !connection.IsClosed && pattern.IsMatch(connection.Name)).ToList();
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(Errors.DealerNotFound.CreateRecord(name, $"No connection is called '{name}'."));
            WriteObject(found, enumerateCollection: true);
        }
    }
}
