using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Storage;

namespace IzzyPS;

/// <summary>How a check of a ledger ended.</summary>
public enum LedgerCheckOutcome
{
    /// <summary>As it should be.</summary>
    Passed = 1,

    /// <summary>In order, but an operator should know.</summary>
    Attention,

    /// <summary>Not as it should be.</summary>
    Failed,
}

/// <summary>One check of a ledger.</summary>
/// <param name="Name">What was checked: <c>Integrity</c>, <c>Account</c>, <c>Schema</c>, <c>Lease</c>, <c>InDoubt</c>, <c>Adoption</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found, in an English sentence.</param>
public sealed record LedgerCheck(string Name, LedgerCheckOutcome Outcome, string Detail)
{
    /// <summary>The name and the outcome.</summary>
    public override string ToString() => $"{Name}: {Outcome}";
}

/// <summary>What <c>Test-IzzyLedger</c> found.</summary>
public sealed record LedgerTest
{
    internal LedgerTest()
    {
    }

    /// <summary>Where the ledger is.</summary>
    public required string LedgerPath { get; init; }

    /// <summary>Whether no check failed.</summary>
    public bool IsHealthy => Checks.All(check => check.Outcome != LedgerCheckOutcome.Failed);

    /// <summary>The listings that are active.</summary>
    public required int Active { get; init; }

    /// <summary>The listings that are closed.</summary>
    public required int Closed { get; init; }

    /// <summary>The vehicles in doubt.</summary>
    public required int InDoubt { get; init; }

    /// <summary>The active ones that the next comparison sends again.</summary>
    public required int Unconfirmed { get; init; }

    /// <summary>The ledger's lineage: plans belong to it.</summary>
    public required Guid Lineage { get; init; }

    /// <summary>Counts the commits that changed something.</summary>
    public required long Serial { get; init; }

    /// <summary>The checks, those that failed first.</summary>
    public required IReadOnlyList<LedgerCheck> Checks { get; init; }

    /// <summary>Reads the whole ledger and says how it is.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="account">The account that it should belong to.</param>
    internal static LedgerTest Run(ILedger ledger, DealerAccount account)
    {
        var overview = ledger.Overview();
        LedgerCheck[] checks =
        [
            Integrity(ledger.FindDamage()),
            Account(account, overview.Identity),
            new("Schema", LedgerCheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"Version {overview.SchemaVersion}, made on {overview.MadeAt.UtcDateTime:yyyy-MM-dd}.")),
            Lease(overview.Lease),
            CheckInDoubt(ledger.InDoubt()),
            Adoption(overview.Feeds),
        ];
        return new LedgerTest
        {
            LedgerPath = ledger.Location,
            Active = overview.Active,
            Closed = overview.Closed,
            InDoubt = overview.InDoubt,
            Unconfirmed = overview.Unconfirmed,
            Lineage = overview.Identity.Lineage,
            Serial = overview.Identity.Serial,
            Checks = checks.OrderByDescending(check => check.Outcome).ToArray(), // PowerShell can't index what a collection expression makes.
        };
    }

    private static LedgerCheck Integrity(IReadOnlyList<string> damage) => damage.Count == 0
        ? new("Integrity", LedgerCheckOutcome.Passed, "Every page and every reference is whole.")
        : new("Integrity", LedgerCheckOutcome.Failed, $"Damaged: {string.Join("; ", damage)}. Put a backup in its place, or adopt one with Import-IzzyLedger.");

    private static LedgerCheck Account(DealerAccount account, LedgerIdentity identity) =>
        identity.AccountHash == account.Hash
            ? new("Account", LedgerCheckOutcome.Passed, $"It belongs to {account}.")
            : new("Account", LedgerCheckOutcome.Failed, $"It belongs to another account than {account}.");

    private static LedgerCheck Lease(LeaseOverview? lease) => lease switch
    {
        null => new("Lease", LedgerCheckOutcome.Passed, "Nobody writes."),
        { IsHeld: true } => new("Lease", LedgerCheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"Held by {lease.Holder} since {lease.Since.UtcDateTime:u}.")),
        _ => new("Lease", LedgerCheckOutcome.Attention, string.Create(CultureInfo.InvariantCulture, $"{lease.Holder}, which began at {lease.Since.UtcDateTime:u}, was killed; the next run puts in order what it left.")),
    };

    private static LedgerCheck CheckInDoubt(IReadOnlyList<Operation> operations) => operations.Count switch
    {
        0 => new("InDoubt", LedgerCheckOutcome.Passed, "Nothing is in doubt."),
        1 => new("InDoubt", LedgerCheckOutcome.Attention, $"{operations[0].Key}: {DoubtText.Create(operations[0])}"),
        var count => new("InDoubt", LedgerCheckOutcome.Attention, string.Create(CultureInfo.InvariantCulture, $"{count} creates are in doubt, {operations[0].Key} first; Get-IzzyOperation -State InDoubt says what to look up for each.")),
    };

    private static LedgerCheck Adoption(IReadOnlyList<FeedOverview> feeds)
    {
        var waiting = feeds.Where(feed => feed.MustReestablish).Select(feed => $"'{feed.Name}'").ToList();
        return waiting.Count == 0
            ? new("Adoption", LedgerCheckOutcome.Passed, "Every feed is established.")
            : new("Adoption", LedgerCheckOutcome.Attention, $"Adopted or repaired: {string.Join(", ", waiting)} closes nothing until a run over its stock has ended.");
    }
}
