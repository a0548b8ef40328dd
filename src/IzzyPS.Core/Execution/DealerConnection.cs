using IzzyPS.Dealer;
using IzzyPS.Execution;
using IzzyPS.Ledger;
using IzzyPS.Stock;
using IzzyPS.Testing;

namespace IzzyPS;

/// <summary>A dealer account: its server, and the ledger of what is listed there. It holds no lease and no open request.</summary>
public sealed class DealerConnection : IDisposable
{
    private readonly DealerOptions _options;

    private DealerConnection(ConnectionSettings settings, ILedger ledger, IDealerClient client, TimeProvider time)
    {
        _options = settings.Dealer;
        Name = settings.Name ?? settings.Dealer.Account.ClientId;
        LocationMap = settings.LocationMap;
        Ledger = ledger;
        Client = client;
        Time = time;
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

    /// <summary>The time one request may take.</summary>
    public TimeSpan Timeout => _options.Timeout;

    /// <summary>Whether it was closed by <c>Disconnect-IzzyDealer</c>.</summary>
    public bool IsClosed { get; private set; }

    internal ILedger Ledger { get; }

    internal IDealerClient Client { get; }

    internal LocationMap LocationMap { get; }

    internal TimeProvider Time { get; }

    /// <summary>Opens the ledger. No request is sent and no lease is taken.</summary>
    /// <param name="settings">The account and its ledger.</param>
    /// <param name="warn">Gets what the operator should know, a ledger that was made new for example.</param>
    /// <param name="log">Gets a line for each request, without secrets.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LedgerException">The ledger can't be used; the message says the way out.</exception>
    internal static DealerConnection Open(ConnectionSettings settings, Action<string> warn, Action<string> log, TimeProvider time)
    {
        var ledger = LedgerStore.Open(new LedgerOptions
        {
            Account = settings.Dealer.Account,
            Path = settings.LedgerPath,
            DataFolder = settings.DataFolder is { } folder ? new DataFolder(folder) : DataFolder.OfUser(),
            NewLedger = settings.NewLedger,
            IsRequired = settings.IsLedgerRequired,
            LeaseTime = TestLease.Time ?? LeaseTimeOf(settings.Dealer.Timeout),
            TimeProvider = time,
            Warn = warn,
        });
        return new DealerConnection(settings, ledger, new DealerClient(settings.Dealer, time, log), time);
    }

    /// <summary>A lease in a database must outlive a request that is under way, and is asked for at half its time.</summary>
    private static TimeSpan LeaseTimeOf(TimeSpan requestTimeout) =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(2).Ticks, 2 * requestTimeout.Ticks + TimeSpan.FromSeconds(30).Ticks));

    /// <summary>An executor for one run.</summary>
    /// <param name="throttleLimit">The most requests at a time; null for the connection's.</param>
    /// <param name="waitForLock">How long to wait for another run to end.</param>
    internal SyncExecutor CreateExecutor(int? throttleLimit = null, TimeSpan waitForLock = default) =>
        new(Ledger, Client, new ExecutionOptions { ThrottleLimit = throttleLimit ?? ThrottleLimit, WaitForLock = waitForLock }, Time);

    /// <summary>What resolves creates in doubt.</summary>
    internal OperationResolver CreateResolver() => new(Ledger, Client, Time);

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
