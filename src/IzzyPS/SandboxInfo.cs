using System.Management.Automation;
using System.Security;
using IzzyPS.Ledger.Opening;
using IzzyPS.Sandbox;

namespace IzzyPS;

/// <summary>A stand-in for the dealer API in this process, with a client id, a secret and a ledger path of its own.</summary>
public sealed class SandboxInfo
{
    private readonly SandboxServer _server;
    private readonly string _folder;

    internal SandboxInfo(SandboxServer server, string folder)
    {
        _server = server;
        _folder = folder;
        LedgerPath = Path.Combine(folder, "ledger.db");
        Credential = new PSCredential(server.ClientId, Secure(server.ClientSecret));
        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
    }

    /// <summary>Where it listens.</summary>
    public Uri BaseUri => _server.BaseUri;

    /// <summary>The OAuth client id and secret.</summary>
    public PSCredential Credential { get; }

    /// <summary>A path for the ledger, below the system's folder for temporary files; removed when the sandbox stops.</summary>
    public string LedgerPath { get; }

    /// <summary>How many milliseconds each call takes.</summary>
    public int Latency => (int)_server.Options.Latency.TotalMilliseconds;

    /// <summary>The calls a second that are served; 0 for no limit.</summary>
    public int RateLimit => _server.Options.RateLimit;

    /// <summary>How many seconds a token is good.</summary>
    public int TokenLifetime => (int)_server.Options.TokenLifetime.TotalSeconds;

    /// <summary>Whether an update brings a closed car back.</summary>
    public bool PutRevives => _server.Options.PutRevives;

    /// <summary>What the chances of the faults go by.</summary>
    public int Seed => _server.Options.Seed;

    /// <summary>What was to go wrong, in the order in which it was told, and how often each struck so far.</summary>
    public IReadOnlyList<SandboxFaultInfo> Faults => _server.Faults.Select(count => new SandboxFaultInfo(count.Struck, count.Fault.ToString())).ToArray();

    /// <summary>How many requests were struck by a fault so far.</summary>
    public int Struck => _server.Faults.Sum(count => count.Struck);

    /// <summary>How many requests the rate limit refused so far.</summary>
    public int RateLimited => _server.Limited;

    /// <summary>The cars, closed ones too: what an operator would see on Izzylease.</summary>
    public IReadOnlyList<SandboxCarInfo> Cars =>
        _server.Cars.OrderBy(car => car.Id, StringComparer.Ordinal).Select(car => new SandboxCarInfo(car.Vin, car.ConfigurationNumber, car.IsActive, car.Id)).ToArray();

    /// <summary>The cars that are listed now.</summary>
    public int ActiveCars => _server.ActiveCars.Count;

    /// <summary>The VINs that are listed more than once: there must never be one.</summary>
    public IReadOnlyList<string> DuplicateVins => _server.DuplicateVins.ToArray();

    /// <summary>The requests that came so far, those for tokens too.</summary>
    public int Requests => _server.CountRequests(SandboxRoutes.All);

    /// <summary>Whether it was stopped.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The settings that differ from the defaults.</summary>
    internal string Settings => _server.Options.ToString();

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();

    /// <summary>Stops listening and removes the ledger, and what the account's anchor remembers of it.</summary>
    internal async Task StopAsync()
    {
        if (IsStopped)
            return;
        IsStopped = true;
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        await _server.DisposeAsync().ConfigureAwait(false);
        RemoveFiles();
    }

    /// <summary>A PowerShell that ends without Stop-IzzySandbox leaves nothing behind either.</summary>
    private void RemoveAtExit(object? sender, EventArgs e)
    {
        try
        {
            RemoveFiles();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A file that is still open on Windows: the system's temporary folder is emptied by others.
        }
    }

    private void RemoveFiles()
    {
        var anchor = DataFolder.TryOfUser()?.AnchorPath(new DealerAccount(BaseUri, Credential.UserName));
        if (anchor is not null && File.Exists(anchor))
            File.Delete(anchor);
        Directory.Delete(_folder, recursive: true);
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var letter in text)
            secure.AppendChar(letter);
        secure.MakeReadOnly();
        return secure;
    }
}
