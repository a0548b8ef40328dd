using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Testing.Rigs;

/// <summary>An account on a sandbox with a ledger of its own, and stock files of numbered cars.</summary>
internal sealed class RunRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-runs-").FullName;

    internal RunRig(params SandboxFault[] faults) => Server = SandboxServer.Start(new SandboxOptions { Faults = [.. faults] });

    internal SandboxServer Server { get; }

    /// <summary>The lines of the log.</summary>
    internal List<string> Log { get; } = [];

    internal RecordingObserver Observer { get; } = new();

    internal ConnectionSettings Settings => new()
    {
        Dealer = new DealerOptions
        {
            Account = new DealerAccount(Server.BaseUri, Server.ClientId), ClientSecret = Server.ClientSecret, ThrottleLimit = 1, MaxRetries = 0,
        },
        LedgerPath = PathOf("ledger.db"),
        DataFolder = PathOf(Path.Combine("data", "izzyps")),
    };

    /// <summary>The environment in which a process finds the same account and ledger.</summary>
    internal Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["IZZYLEASE_API_BASE_URL"] = Server.BaseUri.AbsoluteUri,
        ["IZZYLEASE_CLIENT_ID"] = Server.ClientId,
        ["IZZYLEASE_CLIENT_SECRET"] = Server.ClientSecret,
        ["IZZYLEASE_LEDGER"] = PathOf("ledger.db"),
        ["XDG_DATA_HOME"] = PathOf("data"),
        ["NO_COLOR"] = "1",
    };

    internal string PathOf(string name) => Path.Combine(_folder, name);

    internal DealerConnection Connect() => DealerConnection.Open(Settings, static _ => { }, new LineLogger(Write), TimeProvider.System);

    /// <summary>Runs over a stock file, with an account that it opens itself.</summary>
    internal Task<RunReport> RunAsync(string file, Func<StockRunOptions, StockRunOptions>? change = null, ConnectionSettings? settings = null, CancellationToken? stop = null)
    {
        var options = new StockRunOptions { Files = [file], Command = "a test", Trigger = RunTrigger.Cli, UpdatePrices = true };
        return new StockRun(change?.Invoke(options) ?? options, Observer)
            .OpenAndRunAsync(settings ?? Settings, new LineLogger(Write), TimeProvider.System, stop ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Writes a stock file of the cars with these numbers.</summary>
    internal string WriteStock(IEnumerable<int> numbers, Func<int, string>? color = null, Func<int, int>? price = null)
    {
        var path = PathOf($"stock-{Guid.CreateVersion7():N}.csv");
        WriteStock(path, numbers, color, price);
        return path;
    }

    /// <summary>Writes a stock file to a place.</summary>
    internal static void WriteStock(string path, IEnumerable<int> numbers, Func<int, string>? color = null, Func<int, int>? price = null) =>
        File.WriteAllLines(path, numbers.Select(number => string.Create(
            CultureInfo.InvariantCulture,
            $"CFG{number:D5},{TestCars.CreateVin(number)},osobowy,Kia,Sportage,2023,29550,,1591.00,11,ETYLINA,150.00,Manualna,Na przednie koła,SUV,Hatchback,0,{color?.Invoke(number) ?? "Niebieski"},2025-06-16 15:01:50,2023-08-01,ABS | ASR,80000.00,{price?.Invoke(number) ?? 70_000}.00,70000.00,"))
            .Prepend(StockFileGenerator.Header));

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void Write(string line)
    {
        lock (Log)
            Log.Add(line);
    }
}
