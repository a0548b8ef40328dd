using System.Management.Automation;
using IzzyPS.Accounts;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Pipeline;
using IzzyPS.Planning.Guards;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Commands;

/// <summary>Connects to a dealer account on Izzylease and opens its ledger.</summary>
/// <remarks>
/// <para>Gives an object that every other cmdlet takes as -Dealer; by default they take the one that this runspace connected last. Connecting sends nothing (Test-IzzyDealer asks for a token) and takes no lock.</para>
/// <para>The ledger is the only memory of what is listed. Where the account has none yet, an empty one is started, with a warning; where one is remembered and missing, damaged or another's, that is an error. A ledger that was used before and that nothing on this machine remembers may be an old copy: it needs -AdoptLedger once.</para>
/// </remarks>
/// <example>
/// Connects to production; PowerShell asks for the client id and the secret.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential)
/// </code>
/// </example>
/// <example>
/// Rehearses on a sandbox.
/// <code>
/// $sandbox = Start-IzzySandbox
/// Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
/// </code>
/// </example>
/// <example>
/// Several machines serve the account: its ledger is in PostgreSQL. The password is in ~/.pgpass or PGPASSWORD, not in the command.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential) -LedgerConnection postgres://izzy@db.example.com/izzy
/// </code>
/// </example>
[Cmdlet(VerbsCommunications.Connect, "IzzyDealer", DefaultParameterSetName = FileSet)]
[OutputType(typeof(DealerConnection))]
public sealed class ConnectIzzyDealerCommand : AsyncCommand
{
    private const string FileSet = "File";
    private const string DatabaseSet = "Database";

    /// <summary>The OAuth client id as user name and the client secret as password.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The API's base address: https, or http to this machine.</summary>
    /// <value>https://api.izzylease.pl/</value>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri BaseUri { get; set; } = DealerUri.Production;

    /// <summary>Where tokens are asked for; by default oauth/token below the base address.</summary>
    [Parameter]
    public Uri? TokenUri { get; set; }

    /// <summary>The ledger's file; by default the account's own in the user's data folder.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    public string? LedgerPath { get; set; }

    /// <summary>The ledger in PostgreSQL 15 or newer, for several machines: postgres://user@host:5432/database. Another machine must have TLS with a certificate that is right, and the server must ask for SCRAM; ?sslrootcert=/path/ca.pem names an authority of your own. Where it has no password, PGPASSWORD or ~/.pgpass does: what is typed ends up in histories and transcripts.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet)]
    public string LedgerConnection { get; set; } = string.Empty;

    /// <summary>The showrooms behind the partners' numbers: a JSON file, or a hashtable such as @{ '128' = '0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a' }.</summary>
    [Parameter]
    public object? LocationMap { get; set; }

    /// <summary>The most requests at a time.</summary>
    /// <value>8</value>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The most requests a second, tokens and repeats included, for an account that has a known limit; evenly spaced. 0.5 is one every two seconds. It counts for this connection: several share an account's limit by a part each.</summary>
    /// <value>no limit</value>
    [Parameter]
    [ValidateRange(DealerEnvironment.LeastRequests, DealerEnvironment.MostRequests)]
    public double? MaxRequestsPerSecond { get; set; }

    /// <summary>How many seconds one request may take.</summary>
    /// <value>30</value>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>What to call the connection; by default the client id.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Starts an empty ledger where the account's is missing or refused. What was listed before is then not known any more, and would be listed twice. A refused ledger of this account is kept under another name; any other file, another account's ledger above all, is refused and stays as it is. Also says that a client id that is known at another address is another account there, a test server's for example.</summary>
    [Parameter]
    public SwitchParameter NewLedger { get; set; }

    /// <summary>Uses a ledger that nothing on this machine remembers, from now on: after a move to this machine, or on one more machine that shares it. See first that it is the latest copy: what was listed since an old one was made would be listed twice. Nothing is closed until a run over the feed's stock has ended.</summary>
    [Parameter]
    public SwitchParameter AdoptLedger { get; set; }

    /// <summary>So many closes of a feed within 24 hours are never too many, unless they are more than half of its listings.</summary>
    /// <value>5</value>
    [Parameter]
    [ValidateRange(0, CloseLimits.MostCount)]
    public int? CloseLimit { get; set; }

    /// <summary>Above -CloseLimit, the percentage of a feed's listings that may close within 24 hours without -AllowClose.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? CloseLimitPercent { get; set; }

    /// <summary>Tries a vehicle that comes back after a close with an update of its old listing first. Whether Izzylease revives a closed car by that is not documented; without this switch it is listed anew.</summary>
    [Parameter]
    public SwitchParameter ReuseListing { get; set; }

    /// <summary>Takes 503 for a refusal: nothing was done, and a create may be sent again. Only for an account whose operator knows that no proxy answers 503 after the server has begun.</summary>
    [Parameter]
    public SwitchParameter ServiceUnavailableIsRefusal { get; set; }

    private protected override void Take()
    {
        var session = Session.Current;
        var connection = session.Open(new ConnectionSettings
        {
            Dealer = Options(),
            Name = Name,
            LedgerPath = Ledger(),
            NewLedger = NewLedger,
            AdoptLedger = AdoptLedger,
            CloseLimits = CloseLimits.Create(CloseLimit, CloseLimitPercent),
            ReuseListing = ReuseListing,
            LocationMap = Settings.LoadLocationMap(this, LocationMap) ?? Stock.Profiles.LocationMap.Empty,
        }, StopToken);
        session.WriteNotices(this);
        WriteVerbose($"Connected to {connection}; its ledger is '{connection.LedgerPath}'.");
        WriteObject(connection);
    }

    private string? Ledger()
    {
        if (ParameterSetName != DatabaseSet)
            return LedgerPath is null ? null : Paths.GetLedgerName(this, LedgerPath);
        // Without what was typed: it may hold a password, and be mistyped.
        if (!LedgerName.IsAddress(LedgerConnection))
            ThrowTerminatingError(Errors.InvalidSetting.CreateRecord(null, $"-LedgerConnection is not the address of a database; {PostgresAddress.Right}. A file is named with -LedgerPath."));
        return LedgerConnection;
    }

    private DealerOptions Options()
    {
        try
        {
            return new DealerOptions
            {
                Account = new DealerAccount(BaseUri, Credential.UserName),
                ClientSecret = Credential.GetNetworkCredential().Password,
                TokenUri = TokenUri is null ? null : DealerUri.CheckedEndpoint(TokenUri),
                Timeout = TimeSpan.FromSeconds(TimeoutSec),
                ThrottleLimit = ThrottleLimit,
                MaxRequestsPerSecond = MaxRequestsPerSecond,
                ServiceUnavailableIsRefusal = ServiceUnavailableIsRefusal,
            };
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.InvalidSetting.CreateRecord(BaseUri, exception.Message.Split(" (Parameter", 2)[0], exception));
            throw;
        }
    }
}
