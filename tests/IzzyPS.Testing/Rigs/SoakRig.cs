using System.Globalization;
using System.Text;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs;
using IzzyPS.Sandbox;
using IzzyPS.Stock.Profiles;
using IzzyPS.Sync.Resolving;
using IzzyPS.TestHooks;
using IzzyPS.Tool;
using IzzyPS.Tool.Output;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Testing.Rigs;

/// <summary>
/// One dealer's account: a sandbox, a data folder, a ledger, and the environment variables with which the real tool finds them. The
/// client secret is planted: it must be found nowhere except in the token request.
/// </summary>
internal sealed class SoakRig : IAsyncDisposable
{
    /// <summary>The lease time of a ledger in PostgreSQL. A killed run holds the ledger that long. A request must end within half of this time.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>How long to wait for a ledger that a killed run holds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Showrooms = """{"128": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a"}""";

    private readonly string? _database;
    private int _files;

    /// <param name="database">The address of a PostgreSQL. Null means a ledger in a file.</param>
    /// <param name="options">How the sandbox behaves.</param>
    /// <param name="served">Called for each request that the sandbox served.</param>
    internal SoakRig(string? database = null, SandboxOptions? options = null, Action<ServedRequest>? served = null)
    {
        _database = database;
        Folder = Directory.CreateTempSubdirectory("izzyps-soak-").FullName;
        File.WriteAllText(Path.Combine(Folder, "showrooms.json"), Showrooms);
        Server = SandboxServer.Start((options ?? new SandboxOptions()) with { ClientSecret = Secret }, served);
        Proxy = new FrontProxy(Server.BaseUri);
    }

    /// <summary>The planted secret. Its characters differ in each encoding, so that the search for each encoding is tested.</summary>
    internal static string Secret => "planted+Secret/4711=&%";

    /// <summary>The lease time of this rig's ledger in PostgreSQL. A stalled or killed run holds the ledger that long.</summary>
    internal TimeSpan LeaseTime { get; init; } = Lease;

    internal string Folder { get; }

    internal SandboxServer Server { get; }

    /// <summary>A proxy in front of the server.</summary>
    internal FrontProxy Proxy { get; }

    /// <summary>Whether the tool sends its requests to the proxy.</summary>
    internal bool IsBehindProxy { get; init; }

    internal bool IsPostgres => _database is not null;

    /// <summary>Changes the options of the requests that this process sends itself.</summary>
    internal Func<DealerOptions, DealerOptions> Dealer { get; init; } = static options => options;

    /// <summary>The clock of the syncs that this process runs itself.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The folder of the ledger and the account's files.</summary>
    internal string DataFolder => Path.Combine(Folder, "data", "izzyps");

    /// <summary>The path of the ledger, if it is a file.</summary>
    internal string LedgerPath => new DataFolder(DataFolder).GetLedgerPath(Account);

    internal DealerAccount Account => new(BaseUri, Server.ClientId);

    private Uri BaseUri => IsBehindProxy ? Proxy.BaseUri : Server.BaseUri;

    /// <summary>The address of the ledger in PostgreSQL. Null means that the ledger is the account's own file.</summary>
    internal string? LedgerAddress => _database;

    /// <summary>Creates the environment variables of the tool. A test may add to them.</summary>
    internal Dictionary<string, string> CreateEnvironment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [DealerEnvironment.BaseUriVariable] = BaseUri.AbsoluteUri,
            [DealerEnvironment.ClientIdVariable] = Server.ClientId,
            [DealerEnvironment.ClientSecretVariable] = Server.ClientSecret,
            [DealerEnvironment.LocationMapVariable] = Path.Combine(Folder, "showrooms.json"),
            ["XDG_DATA_HOME"] = Path.Combine(Folder, "data"),
            ["NO_COLOR"] = "1",
            [Hook.Variable] = Hook.Path,
        };
        if (_database is null)
            return environment;
        environment[DealerEnvironment.LedgerVariable] = _database;
        environment[DealerEnvironment.TimeoutVariable] = (LeaseTime * 0.45).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        environment[ShortLease.Variable] = LeaseTime.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return environment;
    }

    /// <summary>Writes a yard's stock to a new file.</summary>
    internal string Write(Yard yard, params IEnumerable<string> more)
    {
        var path = Path.Combine(Folder, $"stock-{++_files}.csv");
        yard.Write(path, more);
        return path;
    }

    /// <summary>Starts the tool with a stock file, as cron would: closes and price updates are allowed, but not more closes than the limit.</summary>
    internal IzzyProcess Start(string file, IReadOnlyDictionary<string, string>? more = null, params IEnumerable<string> options)
    {
        var environment = CreateEnvironment();
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
            environment[name] = value;
        return IzzyProcess.Start(environment, [.. CreateArguments(file), .. options]);
    }

    /// <summary>Runs the tool with a stock file through another program, which causes a fault.</summary>
    internal async Task<IzzyResult> SyncUnderAsync(IReadOnlyList<string> program, string file, params IEnumerable<string> options)
    {
        using var izzy = IzzyProcess.StartUnder(program, CreateEnvironment(), [.. CreateArguments(file), .. options]);
        return await izzy.EndAsync();
    }

    /// <summary>Runs the tool with a stock file to its end. The tool waits for a ledger that a killed run holds.</summary>
    internal Task<IzzyResult> SyncAsync(string file, params IEnumerable<string> options) =>
        RunAsync([.. CreateArguments(file), "--wait-for-lock", $"{Patience.TotalSeconds:0}", .. options]);

    /// <summary>Runs any command of the tool.</summary>
    internal Task<IzzyResult> RunAsync(params IEnumerable<string> arguments) => IzzyProcess.RunAsync(CreateEnvironment(), arguments);

    /// <summary>Opens the ledger in this process, to inspect it.</summary>
    internal ILedger OpenLedger() => OpenLedger(DataFolder);

    /// <summary>Opens the ledger with the data folders of other machines before the first run. Each machine then remembers the ledger.</summary>
    /// <param name="homes">The <c>XDG_DATA_HOME</c> of each machine.</param>
    internal void RememberLedger(params IEnumerable<string> homes)
    {
        foreach (var home in homes.Select(home => Path.Combine(home, "izzyps")).Append(DataFolder))
            OpenLedger(home).Dispose();
    }

    private ILedger OpenLedger(string dataFolder) => LedgerStore.Open(new LedgerOptions
    {
        Account = Account,
        Path = _database,
        DataFolder = new DataFolder(dataFolder),
    });

    /// <summary>Opens a connection in this process.</summary>
    internal DealerConnection Connect()
    {
        var settings = new ConnectionSettings
        {
            Dealer = Dealer(new DealerOptions { Account = Account, ClientSecret = Server.ClientSecret }),
            LedgerPath = _database,
            DataFolder = DataFolder,
            LocationMap = LocationMap.Parse("showrooms", Encoding.UTF8.GetBytes(Showrooms)),
        };
        return DealerConnection.Open(settings, static _ => { }, NullLogger.Instance, Time);
    }

    /// <summary>Does the same as <c>izzy sync</c> in this process, which is faster. It waits for a ledger that a killed run holds.</summary>
    /// <param name="file">The stock file.</param>
    /// <param name="allowClose">How many listings may be closed. Null means the default limits.</param>
    /// <param name="betweenReadings">Called between the first and the second reading of the file.</param>
    internal async Task<IzzyResult> SyncHereAsync(string file, int? allowClose = null, Action? betweenReadings = null)
    {
        using var connection = Connect();
        var options = new StockRunOptions
        {
            Files = [file], Command = "soak", Trigger = RunTrigger.Cli, CloseMissing = true, UpdatePrices = true, LocationMap = connection.LocationMap, WaitForLock = Patience, Allowed = new Allowances { Close = allowClose },
        };
        var report = await new StockRun(options, new SilentView { OnReading = betweenReadings }).RunAsync(connection, CancellationToken.None);
        return new IzzyResult((int)ExitCodes.From(report.Verdict), SyncReportJson.Write(report), string.Empty);
    }

    /// <summary>
    /// Resolves the creates in doubt as an operator does. The operator looks for each vehicle on the platform: either there is a car with an
    /// id that the ledger does not know, or the car was not created. A create whose proof is not answered stays in doubt.
    /// </summary>
    /// <returns>The number of creates that had made a car, and of creates that had not.</returns>
    internal async Task<(int Found, int NotCreated)> ResolveAllAsync()
    {
        using var connection = Connect();
        var known = connection.Ledger.Find(new LedgerQuery()).Select(entry => entry.RemoteId).ToHashSet(StringComparer.Ordinal);
        var listed = Server.ActiveCars.Where(car => !known.Contains(car.Id)).ToLookup(Invariants.GetKey, car => car.Id);
        var resolutions = connection.Ledger.FindInDoubt()
            .Select(operation => new Resolution(operation.Id, listed[operation.Key].FirstOrDefault())).ToList();
        if (resolutions.Count == 0)
            return (0, 0);
        try
        {
            var results = await connection.CreateResolver(RunTrigger.Cli).ResolveAsync(resolutions, "soak", Patience, CancellationToken.None);
            var resolved = resolutions.Zip(results).Where(pair => pair.Second.Fault is null).ToList();
            return (resolved.Count(pair => pair.First.RemoteId is not null), resolved.Count(pair => pair.First.RemoteId is null));
        }
        catch (DealerException)
        {
            return (0, 0); // No token could be obtained. An operator would try again later.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string[] CreateArguments(string file) => ["sync", file, "--json", "--verbose", "--close-missing", "--update-prices"];
}
