using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;
using IzzyPS.Storage;
using IzzyPS.Sync;
using Microsoft.Extensions.Logging;

namespace IzzyPS;

/// <summary>A dealer account: its server, and the ledger of what is listed there. It holds no lease and no open request.</summary>
public sealed class DealerConnection : IDisposable
{
    private readonly DealerOptions _options;
    private LedgerOptions _ledgerOptions;

    private DealerConnection(ConnectionSettings settings, LedgerOptions ledgerOptions, ILedger ledger, IDealerClient client, ILogger logger)
    {
        _options = settings.Dealer;
        _ledgerOptions = ledgerOptions;
        Name = settings.Name ?? settings.Dealer.Account.ClientId;
        LocationMap = settings.LocationMap;
        CloseLimits = settings.CloseLimits;
        ReuseListing = settings.ReuseListing;
        Ledger = ledger;
        Client = client;
        Logger = logger;
        Time = ledgerOptions.TimeProvider;
    }

    /// <summary>What the operator calls it.</summary>
    public string Name { get; }

    /// <summary>The API's base address.</summary>
    public Uri BaseUri => _options.Account.BaseUri;

    /// <summary>Where tokens are asked for.</summary>
    public Uri TokenUri => _options.TokenUri ?? new Uri(BaseUri, "oauth/token");

    /// <summary>The OAuth client id.</summary>
    public string ClientId => _options.Account.ClientId;

    /// <summary>Where the ledger is.</summary>
    public string LedgerPath => Ledger.Location;

    /// <summary>The most requests at a time.</summary>
    public int ThrottleLimit => _options.ThrottleLimit;

    /// <summary>The most requests a second, or null for no limit.</summary>
    public double? MaxRequestsPerSecond => _options.MaxRequestsPerSecond;

    /// <summary>The time one request may take.</summary>
    public TimeSpan Timeout => _options.Timeout;

    /// <summary>Whether it was closed by <c>Disconnect-IzzyDealer</c>.</summary>
    public bool IsClosed { get; private set; }

    internal ILedger Ledger { get; private set; }

    internal IDealerClient Client { get; }

    /// <summary>Whether a vehicle that comes back after a close is first tried with an update of its old listing.</summary>
    public bool ReuseListing { get; }

    internal LocationMap LocationMap { get; }

    internal CloseLimits CloseLimits { get; }

    internal TimeProvider Time { get; }

    /// <summary>Gets a line for each request and each run, without secrets.</summary>
    internal ILogger Logger { get; }

    /// <summary>Opens the ledger. No request is sent and no lease is taken.</summary>
    /// <param name="settings">The account and its ledger.</param>
    /// <param name="warn">Gets what the operator should know, a ledger that was made new for example.</param>
    /// <param name="logger">Gets a line for each request and each run, without secrets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends the wait for a database that does not answer.</param>
    /// <exception cref="LedgerException">The ledger can't be used; the message says the way out.</exception>
    /// <exception cref="OperationCanceledException">The command is stopped.</exception>
    internal static DealerConnection Open(ConnectionSettings settings, Action<string> warn, ILogger logger, TimeProvider time, CancellationToken stop = default)
    {
        var options = settings.LedgerOptions(time, warn);
        return new DealerConnection(settings, options, LedgerStore.Open(options with { Stop = stop }), IzzyServices.CreateClient(settings.Dealer, time, logger), logger);
    }

    /// <summary>Whether the ledger is where it is looked for if nobody says where.</summary>
    internal bool IsLedgerAtHome => LedgerPath == PlaceOf(null);

    /// <summary>What no output may be written to: the ledger's file and the data folder's own folders.</summary>
    internal IEnumerable<string> OwnPaths => LedgerName.IsAddress(LedgerPath)
        ? _ledgerOptions.DataFolder.OwnFolders
        : _ledgerOptions.DataFolder.OwnFolders.Append(LedgerPath);

    /// <summary>A place as people know it, without a secret.</summary>
    /// <exception cref="LedgerException">It is an address that can't be read.</exception>
    internal string PlaceOf(string? path) => LedgerStore.GetPlace(_ledgerOptions with { Path = path }).Location;

    /// <summary>Whether this connection uses the ledger that another one used at a place.</summary>
    internal bool SharesLedger(DealerConnection other, string place) =>
        !IsClosed && LedgerPath == place && Client.Account == other.Client.Account;

    /// <summary>Moves the ledger to another place. The connection stays with the old one until <see cref="UseLedger"/>.</summary>
    /// <param name="destination">The new path, or a <c>postgres://</c> address.</param>
    /// <param name="command">The command that asks, for whoever waits.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="reached">Is told of each step.</param>
    /// <param name="stop">Ends it before anything is marked.</param>
    /// <exception cref="LedgerException">It was not moved; the old one stays in use.</exception>
    internal Task<LedgerMoved> MoveLedgerAsync(
        string destination, string command, TimeSpan waitForLock, Action<LedgerMoveStep> reached, CancellationToken stop) =>
        LedgerMove.MoveAsync(_ledgerOptions, destination, LeaseHolder.Describe(command), waitForLock, reached, stop);

    /// <summary>Goes on with the account's ledger at another place.</summary>
    /// <exception cref="LedgerException">It can't be used.</exception>
    internal void UseLedger(string path)
    {
        var options = _ledgerOptions with { Path = path, IsRequired = true, NewLedger = false, AdoptLedger = false };
        var ledger = LedgerStore.Open(options);
        Ledger.Dispose();
        (Ledger, _ledgerOptions) = (ledger, options);
    }

    /// <summary>An executor for one run.</summary>
    /// <param name="throttleLimit">The most requests at a time; null for the connection's.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    internal SyncExecutor CreateExecutor(int? throttleLimit = null, TimeSpan waitForLock = default) =>
        new(Ledger, Client, new ExecutionOptions
        {
            ThrottleLimit = throttleLimit ?? ThrottleLimit,
            WaitForLock = waitForLock,
            CloseLimits = CloseLimits,
            ReuseListing = ReuseListing,
        }, Time);

    /// <summary>What resolves creates in doubt.</summary>
    internal OperationResolver CreateResolver(RunTrigger trigger) => new(Ledger, Client, Time, trigger);

    /// <summary>Closes the ledger and the connections.</summary>
    public void Dispose()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        Client.Dispose();
        Ledger.Dispose();
    }

    /// <summary>The name and the host.</summary>
    public override string ToString() => $"{Name} at {BaseUri.Authority}";
}
