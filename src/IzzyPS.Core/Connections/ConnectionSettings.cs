using IzzyPS.Dealer;
using IzzyPS.Hooks;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Connections;

/// <summary>The settings of a connection to a dealer account.</summary>
internal sealed record ConnectionSettings
{
    public required DealerOptions Dealer { get; init; }

    /// <summary>The operator's name for the connection. The default is the client id.</summary>
    public string? Name { get; init; }

    /// <summary>The path or <c>postgres://</c> address of the ledger. Null means the account's own file in the data folder.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>The folder of the account's anchor, and of its ledger if <see cref="LedgerPath"/> is null. Null means the user's data folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether a new, empty ledger may replace a ledger that is missing or refused.</summary>
    public bool NewLedger { get; init; }

    /// <summary>Whether a ledger without an anchor on this machine may be used from now on.</summary>
    public bool AdoptLedger { get; init; }

    /// <summary>Whether the ledger is only read. Such a ledger is not adopted, and no anchor is written.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>Whether the ledger must exist already.</summary>
    public bool IsLedgerRequired { get; init; }

    /// <summary>How many listings may be closed without a permission.</summary>
    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;

    /// <summary>How much a file may change of the listed vehicles without a permission.</summary>
    public GuardLimits GuardLimits { get; init; } = GuardLimits.Default;

    /// <summary>Whether a vehicle that comes back after a close is first sent as an update of its old listing.</summary>
    public bool ReuseListing { get; init; }

    /// <summary>Maps the partners' showroom numbers to location ids, for every import with this connection.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>Creates the options for opening the ledger.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="warn">Gets warnings for the operator.</param>
    internal LedgerOptions CreateLedgerOptions(TimeProvider time, Action<string> warn) => new()
    {
        Account = Dealer.Account,
        Path = LedgerPath,
        DataFolder = DataFolder is { } folder ? new DataFolder(folder) : Ledger.Opening.DataFolder.FindUserFolder(),
        NewLedger = NewLedger,
        AdoptLedger = AdoptLedger,
        OnlyLooks = OnlyLooks,
        IsRequired = IsLedgerRequired,
        LeaseTime = StepHook.LeaseTime ?? GetLeaseTime(Dealer.Timeout),
        TimeProvider = time,
        Warn = warn,
    };

    /// <summary>
    /// Gets the duration of a lease in a database. A request may still be sent when half of the duration has passed since the last renewal, so the
    /// other half must be longer than a request.
    /// </summary>
    private static TimeSpan GetLeaseTime(TimeSpan requestTimeout) =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(2).Ticks, 2 * requestTimeout.Ticks + TimeSpan.FromSeconds(30).Ticks));

    /// <summary>Reads the <c>IZZYLEASE_*</c> variables of this process.</summary>
    /// <exception cref="DealerEnvironmentException">Variables are missing or wrong.</exception>
    /// <exception cref="StockSettingsException">The location map can't be read.</exception>
    internal static ConnectionSettings ReadEnvironment() => CreateFromEnvironment(DealerEnvironment.Read(Environment.GetEnvironmentVariable));

    /// <summary>Creates the settings from the values of the <c>IZZYLEASE_*</c> variables.</summary>
    /// <exception cref="StockSettingsException">The location map can't be read.</exception>
    internal static ConnectionSettings CreateFromEnvironment(DealerEnvironment environment) => new()
    {
        Dealer = environment.Options,
        LedgerPath = environment.Ledger,
        IsLedgerRequired = environment.IsLedgerRequired,
        CloseLimits = environment.CloseLimits,
        GuardLimits = environment.GuardLimits,
        ReuseListing = environment.ReuseListing,
        LocationMap = environment.LocationMapFile is { } file ? LocationMap.Load(file) : LocationMap.Empty,
    };
}
