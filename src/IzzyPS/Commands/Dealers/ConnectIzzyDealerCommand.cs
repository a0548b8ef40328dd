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
/// <para>The cmdlet gives a connection, which every other cmdlet takes as -Dealer. Without -Dealer the other cmdlets use the last connection of the runspace. Connecting sends no request and takes no lock. Test-IzzyDealer requests a token.</para>
/// <para>The ledger is the only memory of the listed vehicles. For an account without a ledger the cmdlet starts an empty ledger and writes a warning. When this machine remembers a ledger and that ledger is missing, damaged or another account's, the cmdlet ends with an error. A used ledger that this machine does not remember may be an old copy. Such a ledger needs -AdoptLedger once.</para>
/// </remarks>
/// <example>
/// Connects to production. PowerShell asks for the client id and the secret.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential)
/// </code>
/// </example>
/// <example>
/// Connects to a sandbox.
/// <code>
/// $sandbox = Start-IzzySandbox
/// Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
/// </code>
/// </example>
/// <example>
/// Connects with a ledger in PostgreSQL, which several machines share. The password is in ~/.pgpass or PGPASSWORD, not in the command.
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

    /// <summary>The API's base address. Use https; http is allowed to this machine only.</summary>
    /// <value>https://api.izzylease.pl/</value>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public Uri BaseUri { get; set; } = DealerUri.Production;

    /// <summary>The address of the token endpoint. The default is oauth/token below the base address.</summary>
    [Parameter]
    public Uri? TokenUri { get; set; }

    /// <summary>The ledger's file. The default is the account's own file in the user's data folder.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FileSet)]
    public string? LedgerPath { get; set; }

    /// <summary>The address of a ledger in PostgreSQL 15 or newer, for several machines: postgres://user@host:5432/database. A server on another machine needs TLS with a valid certificate, and every server must ask for SCRAM. ?sslrootcert=/path/ca.pem names your own certificate authority. Put the password into PGPASSWORD or ~/.pgpass, because histories and transcripts keep the typed command.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatabaseSet)]
    public string LedgerConnection { get; set; } = string.Empty;

    /// <summary>The showroom ids for the partners' numbers: a JSON file, or a hashtable such as @{ '128' = '0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a' }.</summary>
    [Parameter]
    public object? LocationMap { get; set; }

    /// <summary>The most requests that are sent at the same time.</summary>
    /// <value>8</value>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The most requests per second, including requests for tokens and retries. Set it for an account with a known limit. The requests are evenly spaced; 0.5 means one request every two seconds. The number counts for this connection only: divide the account's limit when several connections share the account.</summary>
    /// <value>no limit</value>
    [Parameter]
    [ValidateRange(DealerEnvironment.LeastRequests, DealerEnvironment.MostRequests)]
    public double? MaxRequestsPerSecond { get; set; }

    /// <summary>The timeout of one request, in seconds.</summary>
    /// <value>30</value>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = 30;

    /// <summary>The connection's name. The default is the client id.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Starts an empty ledger when the account's ledger is missing or refused. The new ledger does not know the vehicles that are listed, so that they would be listed a second time. A refused ledger of this account is kept under another name. Any other file, such as another account's ledger, is refused and stays unchanged. The switch is also needed when the client id is known at another address, such as a test server: it declares a separate account.</summary>
    [Parameter]
    public SwitchParameter NewLedger { get; set; }

    /// <summary>Uses a ledger that this machine does not remember, from now on. Use the switch after the ledger was moved to this machine, or on another machine that shares the ledger. Check first that the ledger is the latest copy: vehicles listed after an old copy was made would be listed twice. Nothing is closed until a run over the feed's stock has ended.</summary>
    [Parameter]
    public SwitchParameter AdoptLedger { get; set; }

    /// <summary>The number of closes of a feed within 24 hours that is always allowed, unless it is more than half of the feed's listings.</summary>
    /// <value>5</value>
    [Parameter]
    [ValidateRange(0, CloseLimits.MostCount)]
    public int? CloseLimit { get; set; }

    /// <summary>The percentage of a feed's listings that may close within 24 hours without -AllowClose. The percentage counts for numbers above -CloseLimit.</summary>
    /// <value>10</value>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? CloseLimitPercent { get; set; }

    /// <summary>The number of a file's listed vehicles that may become other cars before nothing of the file is sent. The number counts above 10 percent of the file's listed vehicles. Each of these vehicles is held back without -AllowIdentityChange, whatever the number.</summary>
    /// <value>3</value>
    [Parameter]
    [ValidateRange(0, GuardLimits.MostCount)]
    public int? IdentityLimit { get; set; }

    /// <summary>How much the price of one listed vehicle may change without -AllowPriceChange, in percent.</summary>
    /// <value>50</value>
    [Parameter]
    [ValidateRange(0.0, GuardLimits.MostPercent)]
    public double? PriceLimitPercent { get; set; }

    /// <summary>How much the prices of more than a third of the file's listed vehicles may change without -AllowPriceChange, in percent. The number counts from three vehicles on.</summary>
    /// <value>20</value>
    [Parameter]
    [ValidateRange(0.0, GuardLimits.MostPercent)]
    public double? FeedPriceLimitPercent { get; set; }

    /// <summary>For a vehicle that comes back after a close, sends an update of the old listing first. The API's documentation does not say whether an update revives a closed car. Without this switch the vehicle gets a new listing.</summary>
    [Parameter]
    public SwitchParameter ReuseListing { get; set; }

    /// <summary>Treats status 503 as a refusal: the server did nothing, so that a create may be sent again. Use the switch only when you know that no proxy answers 503 after the server has begun.</summary>
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
            GuardLimits = GuardLimits.Create(IdentityLimit, PriceLimitPercent, FeedPriceLimitPercent),
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
        // The message does not repeat the typed text, which may contain a password.
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
                TokenUri = TokenUri is null ? null : DealerUri.CheckEndpoint(TokenUri),
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
