using System.Management.Automation;
using System.Security;
using IzzyPS.Ledger.Opening;
using IzzyPS.Sandbox;

namespace IzzyPS;

/// <summary>A sandbox: a stand-in for the dealer API in this process. Each has its own client id, secret and ledger path.</summary>
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

    /// <summary>The address on which the sandbox listens.</summary>
    public Uri BaseUri => _server.BaseUri;

    /// <summary>The OAuth client id and secret.</summary>
    public PSCredential Credential { get; }

    /// <summary>A path for the ledger, below the system's folder for temporary files. The folder is removed when the sandbox stops.</summary>
    public string LedgerPath { get; }

    /// <summary>The time that each call takes, in milliseconds.</summary>
    public int Latency => (int)_server.Options.Latency.TotalMilliseconds;

    /// <summary>The most calls per second. 0 means no limit.</summary>
    public int RateLimit => _server.Options.RateLimit;

    /// <summary>How many seconds a token is valid.</summary>
    public int TokenLifetime => (int)_server.Options.TokenLifetime.TotalSeconds;

    /// <summary>Whether an update of a closed car brings the car back.</summary>
    public bool PutRevives => _server.Options.PutRevives;

    /// <summary>The seed for faults with a chance.</summary>
    public int Seed => _server.Options.Seed;

    /// <summary>The faults in their order, and how often each has struck so far.</summary>
    public IReadOnlyList<SandboxFaultInfo> Faults => _server.Faults.Select(count => new SandboxFaultInfo(count.Struck, count.Fault.ToString())).ToArray();

    /// <summary>How many requests faults have struck so far.</summary>
    public int Struck => _server.Faults.Sum(count => count.Struck);

    /// <summary>How many requests the rate limit has refused so far.</summary>
    public int RateLimited => _server.Limited;

    /// <summary>All cars, closed cars included. An operator would see these cars on Izzylease.</summary>
    public IReadOnlyList<SandboxCarInfo> Cars =>
        _server.Cars.OrderBy(car => car.Id, StringComparer.Ordinal).Select(car => new SandboxCarInfo(car.Vin, car.ConfigurationNumber, car.IsActive, car.Id)).ToArray();

    /// <summary>The number of listed cars.</summary>
    public int ActiveCars => _server.ActiveCars.Count;

    /// <summary>The VINs that are listed more than once. There must never be any.</summary>
    public IReadOnlyList<string> DuplicateVins => _server.DuplicateVins.ToArray();

    /// <summary>The number of requests so far, including requests for tokens.</summary>
    public int Requests => _server.CountRequests(SandboxRoutes.All);

    /// <summary>Whether the sandbox was stopped.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The settings that differ from the defaults.</summary>
    internal string Settings => _server.Options.ToString();

    /// <summary>The address.</summary>
    public override string ToString() => BaseUri.ToString();

    /// <summary>Stops listening, and removes the ledger and the account's anchor.</summary>
    internal async Task StopAsync()
    {
        if (IsStopped)
            return;
        IsStopped = true;
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        await _server.DisposeAsync().ConfigureAwait(false);
        RemoveFiles();
    }

    /// <summary>Removes the files when PowerShell ends without Stop-IzzySandbox.</summary>
    private void RemoveAtExit(object? sender, EventArgs e)
    {
        try
        {
            RemoveFiles();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // On Windows a file may still be open. The system empties its temporary folder.
        }
    }

    private void RemoveFiles()
    {
        var anchor = DataFolder.TryFindUserFolder()?.GetAnchorPath(new DealerAccount(BaseUri, Credential.UserName));
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
