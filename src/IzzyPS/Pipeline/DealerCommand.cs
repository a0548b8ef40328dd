using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>A cmdlet that works with a dealer account.</summary>
public abstract class DealerCommand : AsyncCommand
{
    private DealerConnection? _connection;

    private protected DealerCommand()
    {
    }

    /// <summary>The dealer account, as Connect-IzzyDealer gives it; by default the one that this runspace connected last, else the IZZYLEASE_* variables'.</summary>
    [Parameter]
    public DealerConnection? Dealer { get; set; }

    /// <summary>The account to work with, opened when it is first needed.</summary>
    private protected DealerConnection Connection => _connection ??= Session.Current.Resolve(this, Dealer);
}
