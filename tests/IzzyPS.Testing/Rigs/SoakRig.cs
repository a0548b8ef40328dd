using System.Globalization;
using System.Text;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Runs;
using IzzyPS.Sandbox;
using IzzyPS.Stock.Profiles;
using IzzyPS.Sync;
using IzzyPS.TestHooks;
using IzzyPS.Tool;
using IzzyPS.Tool.Output;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Testing.Rigs;

/// <summary>
/// One dealer's account: a sandbox, a data folder, a ledger, and the environment in which the real tool finds them. Its client
/// secret is planted: it must be found nowhere but in the request for a token.
/// </summary>
internal sealed class SoakRig : IAsyncDisposable
{
    /// <summary>How long a killed run holds a ledger in PostgreSQL. A request must end within half of it.</summary>
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    /// <summary>How long to wait for a ledger that a killed run holds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string Showrooms = """{"128": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a"}""";

    private readonly string? _database;
    private int _files;

    /// <param name="database">The address of a PostgreSQL; null for a ledger in a file.</param>
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

    /// <summary>The planted secret. Its characters have several encodings, so that each encoding is searched for.</summary>
    internal static string Secret => "planted+Secret/4711=&%";

    /// <summary>How long a stalled or killed run holds this rig's ledger in PostgreSQL.</summary>
    internal TimeSpan LeaseTime { get; init; } = Lease;

    internal string Folder { get; }

    internal SandboxServer Server { get; }

    /// <summary>A proxy in front of the server.</summary>
    internal FrontProxy Proxy { get; }

    /// <summary>Whether the tool knows the server by the proxy's address only.</summary>
    internal bool IsBehindProxy { get; init; }

    internal bool IsPostgres => _database is not null;

    /// <summary>How this process talks to the sandbox, where it does so itself.</summary>
    internal Func<DealerOptions, DealerOptions> Dealer { get; init; } = static options => options;

    /// <summary>The clock of this process, where it runs a sync itself.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The ledger's and the account's files.</summary>
    internal string DataFolder => Path.Combine(Folder, "data", "izzyps");

    /// <summary>The ledger's file, where it is one.</summary>
    internal string LedgerPath => new DataFolder(DataFolder).GetLedgerPath(Account);

    internal DealerAccount Account => new(BaseUri, Server.ClientId);

    private Uri BaseUri => IsBehindProxy ? Proxy.BaseUri : Server.BaseUri;

    /// <summary>The ledger's address as the environment says it; null where it is the account's own file.</summary>
    internal string? LedgerAddress => _database;

    /// <summary>The environment of the tool; a test may add to it.</summary>
    internal Dictionary<string, string> Environment()
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

    /// <summary>Writes a yard's stock to a file of its own.</summary>
    internal string Write(Yard yard, params IEnumerable<string> more)
    {
        var path = Path.Combine(Folder, $"stock-{++_files}.csv");
        yard.Write(path, more);
        return path;
    }

    /// <summary>Starts the tool over a stock file as cron would, with everything allowed but too many closes.</summary>
    internal IzzyProcess Start(string file, IReadOnlyDictionary<string, string>? more = null, params IEnumerable<string> options)
    {
        var environment = Environment();
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
            environment[name] = value;
        return IzzyProcess.Start(environment, [.. Arguments(file), .. options]);
    }

    /// <summary>Runs the tool over a stock file by another program, which causes a fault.</summary>
    internal async Task<IzzyResult> SyncUnderAsync(IReadOnlyList<string> program, string file, params IEnumerable<string> options)
    {
        using var izzy = IzzyProcess.StartUnder(program, Environment(), [.. Arguments(file), .. options]);
        return await izzy.EndAsync();
    }

    /// <summary>Runs the tool over a stock file to its end; waits for a ledger that a killed run holds.</summary>
    internal Task<IzzyResult> SyncAsync(string file, params IEnumerable<string> options) =>
        RunAsync([.. Arguments(file), "--wait-for-lock", $"{Patience.TotalSeconds:0}", .. options]);

    /// <summary>Runs any command of the tool.</summary>
    internal Task<IzzyResult> RunAsync(params IEnumerable<string> arguments) => IzzyProcess.RunAsync(Environment(), arguments);

    /// <summary>Opens the ledger within this process, to look into it.</summary>
    internal ILedger OpenLedger() => OpenLedger(DataFolder);

    /// <summary>Lets other machines know the ledger before the first run, as if each had adopted it.</summary>
    /// <param name="homes">The XDG_DATA_HOME of each.</param>
    internal void Introduce(params IEnumerable<string> homes)
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

    /// <summary>Connects within this process.</summary>
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

    /// <summary>Does the tool's whole job within this process, which is faster; waits for a ledger that a killed run holds.</summary>
    /// <param name="file">The stock file.</param>
    /// <param name="allowClose">How many may be closed, where a test says so.</param>
    /// <param name="betweenReadings">Called when the file was examined and before its rows are read.</param>
    internal async Task<IzzyResult> SyncHereAsync(string file, int? allowClose = null, Action? betweenReadings = null)
    {
        using var connection = Connect();
        var options = new StockRunOptions
        {
            Files = [file], Command = "soak", Trigger = RunTrigger.Cli, CloseMissing = true, UpdatePrices = true, LocationMap = connection.LocationMap, WaitForLock = Patience, AllowClose = allowClose,
        };
        var report = await new StockRun(options, new SilentView { OnReading = betweenReadings }).RunAsync(connection, CancellationToken.None);
        return new IzzyResult((int)ExitCodes.From(report.Verdict), SyncReportJson.Write(report), string.Empty);
    }

    /// <summary>
    /// Resolves what is in doubt as an operator does, who looks for each vehicle on the platform: it is there under an id that no
    /// other has, or it was not created. One whose proof is not answered stays in doubt.
    /// </summary>
    /// <returns>How many creates had made a car, and how many had not.</returns>
    internal async Task<(int Found, int NotCreated)> ResolveAllAsync()
    {
        using var connection = Connect();
        var known = connection.Ledger.Find(new LedgerQuery()).Select(entry => entry.RemoteId).ToHashSet(StringComparer.Ordinal);
        var listed = Server.ActiveCars.Where(car => !known.Contains(car.Id)).ToLookup(Invariants.KeyOf, car => car.Id);
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
            return (0, 0); // No token could be had: an operator tries again later.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string[] Arguments(string file) => ["sync", file, "--json", "--verbose", "--close-missing", "--update-prices"];
}
