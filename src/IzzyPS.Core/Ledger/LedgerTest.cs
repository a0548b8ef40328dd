using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Storage;

namespace IzzyPS;

/// <summary>How a check of a ledger ended.</summary>
public enum LedgerCheckOutcome
{
    /// <summary>The ledger is in order.</summary>
    Passed = 1,

    /// <summary>The ledger is in order, but the operator should know about something.</summary>
    Attention,

    /// <summary>The ledger is not in order.</summary>
    Failed,
}

/// <summary>One check of a ledger.</summary>
/// <param name="Name">The name of the check: <c>Integrity</c>, <c>Account</c>, <c>Schema</c>, <c>Lease</c>, <c>InDoubt</c>, <c>Adoption</c>.</param>
/// <param name="Outcome">How the check ended.</param>
/// <param name="Detail">What the check found, as an English sentence.</param>
public sealed record LedgerCheck(string Name, LedgerCheckOutcome Outcome, string Detail)
{
    /// <summary>Returns the name and the outcome.</summary>
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

    /// <summary>The number of active listings.</summary>
    public required int Active { get; init; }

    /// <summary>The number of closed listings.</summary>
    public required int Closed { get; init; }

    /// <summary>The number of vehicles in doubt.</summary>
    public required int InDoubt { get; init; }

    /// <summary>The number of active listings that the next comparison sends again, because an update or a close was never confirmed.</summary>
    public required int Unconfirmed { get; init; }

    /// <summary>The id that the ledger got when it was created. Plans belong to one lineage.</summary>
    public required Guid Lineage { get; init; }

    /// <summary>The number of commits that changed something.</summary>
    public required long Serial { get; init; }

    /// <summary>The checks; failed checks come first.</summary>
    public required IReadOnlyList<LedgerCheck> Checks { get; init; }

    /// <summary>Reads the whole ledger and checks it.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="account">The account that it should belong to.</param>
    internal static LedgerTest Run(ILedger ledger, DealerAccount account)
    {
        var overview = ledger.ReadOverview();
        LedgerCheck[] checks =
        [
            CheckIntegrity(ledger.FindDamage()),
            CheckAccount(account, overview.Identity),
            new("Schema", LedgerCheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"Version {overview.SchemaVersion}, made on {overview.MadeAt.UtcDateTime:yyyy-MM-dd}.")),
            CheckLease(overview.Lease, overview.Feeds.Select(feed => feed.LastRun).FirstOrDefault(run => run is { Outcome: RunOutcome.Running })),
            CheckInDoubt(ledger.FindInDoubt()),
            CheckAdoption(overview.Feeds),
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
            Checks = checks.OrderByDescending(check => check.Outcome).ToArray(), // A collection expression would make a type that PowerShell can't index.
        };
    }

    private static LedgerCheck CheckIntegrity(IReadOnlyList<string> damage) => damage.Count == 0
        ? new("Integrity", LedgerCheckOutcome.Passed, "Every page and every reference is whole.")
        : new("Integrity", LedgerCheckOutcome.Failed, $"Damaged: {string.Join("; ", damage)}. Put a backup in its place, or adopt one with Import-IzzyLedger.");

    private static LedgerCheck CheckAccount(DealerAccount account, LedgerIdentity identity) =>
        identity.AccountHash == account.Hash
            ? new("Account", LedgerCheckOutcome.Passed, $"It belongs to {account}.")
            : new("Account", LedgerCheckOutcome.Failed, $"It belongs to another account than {account}.");

    private static LedgerCheck CheckLease(LeaseOverview? lease, RunOverview? run) => lease switch
    {
        null => new("Lease", LedgerCheckOutcome.Passed, "No command is writing."),
        { IsHeld: true } => new("Lease", LedgerCheckOutcome.Passed, string.Create(CultureInfo.InvariantCulture, $"Held by {lease.Holder} since {lease.Since.UtcDateTime:u}{DescribeProgress(run)}.")),
        _ => new("Lease", LedgerCheckOutcome.Attention, string.Create(CultureInfo.InvariantCulture, $"{lease.Holder}, which began at {lease.Since.UtcDateTime:u}, was killed. The next run recovers the operations that it left.")),
    };

    private static string DescribeProgress(RunOverview? run) =>
        run is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; {run.Counts.Ended} of {run.Planned} changes of its run have ended");

    private static LedgerCheck CheckInDoubt(IReadOnlyList<Operation> operations) => operations.Count switch
    {
        0 => new("InDoubt", LedgerCheckOutcome.Passed, "Nothing is in doubt."),
        1 => new("InDoubt", LedgerCheckOutcome.Attention, $"{operations[0].Key}: {DoubtText.Create(operations[0])}"),
        var count => new("InDoubt", LedgerCheckOutcome.Attention, string.Create(CultureInfo.InvariantCulture, $"{count} creates are in doubt, {operations[0].Key} first; Get-IzzyOperation -State InDoubt says what to look up for each.")),
    };

    private static LedgerCheck CheckAdoption(IReadOnlyList<FeedOverview> feeds)
    {
        var waiting = feeds.Where(feed => feed.MustReestablish).Select(feed => $"'{feed.Name}'").ToList();
        return waiting.Count == 0
            ? new("Adoption", LedgerCheckOutcome.Passed, "Every feed is established.")
            : new("Adoption", LedgerCheckOutcome.Attention, $"Adopted or repaired: {string.Join(", ", waiting)} closes nothing until a run over its stock has ended.");
    }
}
