using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;
using IzzyPS.Storage;
using IzzyPS.Sync;
using IzzyPS.Sync.Resolving;
using Microsoft.Extensions.Logging;

namespace IzzyPS;

/// <summary>A connection to a dealer account: its server, and the ledger of the listings there. An open connection holds no lease and has no request in flight.</summary>
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
        GuardLimits = settings.GuardLimits;
        ReuseListing = settings.ReuseListing;
        Ledger = ledger;
        Client = client;
        Logger = logger;
        Time = ledgerOptions.TimeProvider;
    }

    /// <summary>The operator's name for the connection.</summary>
    public string Name { get; }

    /// <summary>The API's base address.</summary>
    public Uri BaseUri => _options.Account.BaseUri;

    /// <summary>The address of the token endpoint.</summary>
    public Uri TokenUri => _options.TokenUri ?? new Uri(BaseUri, "oauth/token");

    /// <summary>The OAuth client id.</summary>
    public string ClientId => _options.Account.ClientId;

    /// <summary>The place of the ledger: a path, or a <c>postgres://</c> address without a password.</summary>
    public string LedgerPath => Ledger.Location;

    /// <summary>The most requests in flight at a time.</summary>
    public int ThrottleLimit => _options.ThrottleLimit;

    /// <summary>The most requests a second. Null means no limit.</summary>
    public double? MaxRequestsPerSecond => _options.MaxRequestsPerSecond;

    /// <summary>The timeout of one request.</summary>
    public TimeSpan Timeout => _options.Timeout;

    /// <summary>Whether <c>Disconnect-IzzyDealer</c> has closed the connection.</summary>
    public bool IsClosed { get; private set; }

    internal ILedger Ledger { get; private set; }

    internal IDealerClient Client { get; }

    /// <summary>Whether a vehicle that comes back after a close is first sent as an update of its old listing.</summary>
    public bool ReuseListing { get; }

    internal LocationMap LocationMap { get; }

    internal CloseLimits CloseLimits { get; }

    internal GuardLimits GuardLimits { get; }

    internal TimeProvider Time { get; }

    /// <summary>Gets a line for each request and each run, without secrets.</summary>
    internal ILogger Logger { get; }

    /// <summary>Opens the ledger. No request is sent and no lease is taken.</summary>
    /// <param name="settings">The account and its ledger.</param>
    /// <param name="warn">Gets warnings for the operator, for example that a new ledger was created.</param>
    /// <param name="logger">Gets a line for each request and each run, without secrets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Cancels the wait for a database that does not answer.</param>
    /// <exception cref="LedgerException">The ledger can't be used. The message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The command was stopped.</exception>
    internal static DealerConnection Open(ConnectionSettings settings, Action<string> warn, ILogger logger, TimeProvider time, CancellationToken stop = default)
    {
        var options = settings.CreateLedgerOptions(time, warn);
        return new DealerConnection(settings, options, LedgerStore.Open(options with { Stop = stop }), IzzyServices.CreateClient(settings.Dealer, time, logger), logger);
    }

    /// <summary>Whether the ledger is at its default place, where IzzyPS looks for it when no place is given.</summary>
    internal bool IsLedgerAtHome => LedgerPath == GetPlace(null);

    /// <summary>The paths that no output may be written to: the ledger's file, and IzzyPS's folders in the data folder.</summary>
    internal IEnumerable<string> OwnPaths => LedgerName.IsAddress(LedgerPath)
        ? _ledgerOptions.DataFolder.OwnFolders
        : _ledgerOptions.DataFolder.OwnFolders.Append(LedgerPath);

    /// <summary>Gets the place of a ledger as it is shown to people, without a secret.</summary>
    /// <exception cref="LedgerException">The address of the ledger is invalid.</exception>
    internal string GetPlace(string? path) => LedgerStore.GetPlace(_ledgerOptions with { Path = path }).Location;

    /// <summary>Whether this connection uses the same ledger that another connection used at a place.</summary>
    internal bool SharesLedger(DealerConnection other, string place) =>
        !IsClosed && LedgerPath == place && Client.Account == other.Client.Account;

    /// <summary>Moves the ledger to another place. The connection uses the old ledger until <see cref="UseLedger"/> is called.</summary>
    /// <param name="destination">The new path, or a <c>postgres://</c> address.</param>
    /// <param name="command">The command that moves the ledger. It is shown to other commands that wait for the ledger.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    /// <param name="reached">Called with each step of the move.</param>
    /// <param name="stop">Cancels the move before the old ledger is marked as moved.</param>
    /// <exception cref="LedgerException">The ledger was not moved. The old one stays in use.</exception>
    internal Task<LedgerMoved> MoveLedgerAsync(
        string destination, string command, TimeSpan waitForLock, Action<LedgerMoveStep> reached, CancellationToken stop) =>
        LedgerMove.MoveAsync(_ledgerOptions, destination, LeaseHolder.Describe(command), waitForLock, reached, stop);

    /// <summary>Opens the account's ledger at another place and uses it from now on.</summary>
    /// <exception cref="LedgerException">The ledger can't be used.</exception>
    internal void UseLedger(string path)
    {
        var options = _ledgerOptions with { Path = path, IsRequired = true, NewLedger = false, AdoptLedger = false };
        var ledger = LedgerStore.Open(options);
        Ledger.Dispose();
        (Ledger, _ledgerOptions) = (ledger, options);
    }

    /// <summary>Creates the executor of one run.</summary>
    /// <param name="throttleLimit">The most requests in flight at a time. Null means the connection's own limit.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    internal SyncExecutor CreateExecutor(int? throttleLimit = null, TimeSpan waitForLock = default) =>
        new(Ledger, Client, new ExecutionOptions
        {
            ThrottleLimit = throttleLimit ?? ThrottleLimit,
            WaitForLock = waitForLock,
            CloseLimits = CloseLimits,
            GuardLimits = GuardLimits,
            ReuseListing = ReuseListing,
        }, Time);

    /// <summary>Creates the resolver of creates in doubt.</summary>
    internal OperationResolver CreateResolver(RunTrigger trigger) => new(Ledger, Client, Time, trigger);

    /// <summary>Closes the ledger and the HTTP connections.</summary>
    public void Dispose()
    {
        if (IsClosed)
            return;
        IsClosed = true;
        Client.Dispose();
        Ledger.Dispose();
    }

    /// <summary>The name of the connection, and the host.</summary>
    public override string ToString() => $"{Name} at {BaseUri.Authority}";
}
