using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>A cmdlet that works with a dealer account.</summary>
public abstract class DealerCommand : AsyncCommand
{
    private DealerConnection? _connection;

    private protected DealerCommand()
    {
    }

    /// <summary>The connection from Connect-IzzyDealer. The default is the last connection of this runspace. Without a connection the cmdlet connects with the IZZYLEASE_* variables.</summary>
    [Parameter]
    public DealerConnection? Dealer { get; set; }

    /// <summary>The connection. It is opened when it is first needed.</summary>
    private protected DealerConnection Connection => _connection ??= Session.Current.Resolve(this, Dealer);
}
