using IzzyPS.Dealer;
using IzzyPS.Hooks;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Connections;

/// <summary>What a connection to a dealer account is made of.</summary>
internal sealed record ConnectionSettings
{
    public required DealerOptions Dealer { get; init; }

    /// <summary>What the operator calls it; by default the client id.</summary>
    public string? Name { get; init; }

    /// <summary>The ledger's file or its <c>postgres://</c> address, or null for the account's own in the user's data folder.</summary>
    public string? LedgerPath { get; init; }

    /// <summary>Where the account's anchor and, unless said otherwise, its ledger are; null for the user's data folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether an empty ledger may take the place of one that is missing or refused.</summary>
    public bool NewLedger { get; init; }

    /// <summary>Whether a ledger that nothing on this machine remembers may be used from now on.</summary>
    public bool AdoptLedger { get; init; }

    /// <summary>Whether the ledger is only looked into: it is neither adopted nor remembered.</summary>
    public bool OnlyLooks { get; init; }

    /// <summary>Whether a ledger must be there already.</summary>
    public bool IsLedgerRequired { get; init; }

    /// <summary>How much may be closed without asking.</summary>
    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;

    /// <summary>Whether a vehicle that comes back after a close is first tried with an update of its old listing.</summary>
    public bool ReuseListing { get; init; }

    /// <summary>The showrooms behind the partner's numbers, for every import over this connection.</summary>
    public LocationMap LocationMap { get; init; } = LocationMap.Empty;

    /// <summary>The ledger as it is opened.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="warn">Gets what the operator should know.</param>
    internal LedgerOptions LedgerOptions(TimeProvider time, Action<string> warn) => new()
    {
        Account = Dealer.Account,
        Path = LedgerPath,
        DataFolder = DataFolder is { } folder ? new DataFolder(folder) : Ledger.Opening.DataFolder.FindUserFolder(),
        NewLedger = NewLedger,
        AdoptLedger = AdoptLedger,
        OnlyLooks = OnlyLooks,
        IsRequired = IsLedgerRequired,
        LeaseTime = StepHook.LeaseTime ?? LeaseTimeOf(Dealer.Timeout),
        TimeProvider = time,
        Warn = warn,
    };

    /// <summary>A lease in a database must outlive a request that is under way, and is asked for at half its time.</summary>
    private static TimeSpan LeaseTimeOf(TimeSpan requestTimeout) =>
        TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(2).Ticks, 2 * requestTimeout.Ticks + TimeSpan.FromSeconds(30).Ticks));

    /// <summary>What the <c>IZZYLEASE_*</c> variables of this process say.</summary>
    /// <exception cref="DealerEnvironmentException">Variables are missing or wrong.</exception>
    /// <exception cref="StockSettingsException">The location map can't be read.</exception>
    internal static ConnectionSettings ReadEnvironment() => Of(DealerEnvironment.Read(Environment.GetEnvironmentVariable));

    /// <summary>What the <c>IZZYLEASE_*</c> variables say.</summary>
    /// <exception cref="StockSettingsException">The location map can't be read.</exception>
    internal static ConnectionSettings Of(DealerEnvironment environment) => new()
    {
        Dealer = environment.Options,
        LedgerPath = environment.Ledger,
        IsLedgerRequired = environment.IsLedgerRequired,
        CloseLimits = environment.CloseLimits,
        ReuseListing = environment.ReuseListing,
        LocationMap = environment.LocationMapFile is { } file ? LocationMap.Load(file) : LocationMap.Empty,
    };
}
