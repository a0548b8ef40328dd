using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Tool.Output;

/// <summary>The report of <c>izzy status --json</c>.</summary>
internal sealed record StatusReport
{
    public required string BaseUrl { get; init; }

    public required string ClientId { get; init; }

    public required string Ledger { get; init; }

    public required long Serial { get; init; }

    public required int Active { get; init; }

    public required int Closed { get; init; }

    public int InDoubt => Detail.InDoubt.Count;

    /// <summary>The number of active listings that the next sync sends again.</summary>
    public required int Unconfirmed { get; init; }

    /// <summary>The holder of the ledger. Null when no run holds it.</summary>
    public StatusLease? Lease { get; init; }

    public required IReadOnlyList<StatusFeed> Feeds { get; init; }

    public required StatusDetail Detail { get; init; }

    internal static StatusReport Read(DealerConnection connection)
    {
        var overview = connection.Ledger.ReadOverview();
        return new StatusReport
        {
            BaseUrl = connection.BaseUri.AbsoluteUri,
            ClientId = connection.ClientId,
            Ledger = connection.LedgerPath,
            Serial = overview.Identity.Serial,
            Active = overview.Active,
            Closed = overview.Closed,
            Unconfirmed = overview.Unconfirmed,
            Lease = overview.Lease is { IsHeld: true } lease ? new StatusLease(lease.Holder, lease.Since) : null,
            Feeds = [.. overview.Feeds.Select(feed => new StatusFeed(feed.Name, feed.Active, feed.MustReestablish, ToStatusRun(feed.LastRun, overview.Lease)))],
            Detail = new StatusDetail([.. connection.Ledger.FindInDoubt().Select(StatusDoubt.From)]),
        };
    }

    private static StatusRun? ToStatusRun(RunOverview? run, LeaseOverview? lease)
    {
        if (run is null)
            return null;
        var wasKilled = run.Outcome == RunOutcome.Running && lease is not { IsHeld: true };
        return new StatusRun(run.Id, run.Command, wasKilled ? "Killed" : run.Outcome.ToString(), run.StartedAt, run.EndedAt, run.User, run.Host);
    }
}

internal sealed record StatusLease(string Holder, DateTimeOffset Since);

/// <summary>One feed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Active">Its active listings.</param>
/// <param name="MustReestablish">Whether nothing is closed until a run over the feed's stock has ended.</param>
/// <param name="LastRun">The last run over the feed's stock. Without such a run, the feed's last run.</param>
internal sealed record StatusFeed(string Name, int Active, bool MustReestablish, StatusRun? LastRun);

internal sealed record StatusRun(Guid Run, string Command, string Outcome, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string User, string Host);

internal sealed record StatusDetail(IReadOnlyList<StatusDoubt> InDoubt);

/// <summary>One create in doubt.</summary>
internal sealed record StatusDoubt(Guid Operation, string? Vin, string? ConfigurationNumber, DateTimeOffset? SentAt, Guid Run, string Reason)
{
    internal static StatusDoubt From(Operation operation) => new(
        operation.Id,
        operation.Key.Vin,
        operation.Payload.ToVehicle().ConfigurationNumber,
        operation.SentAt,
        operation.RunId,
        DoubtText.Create(operation));
}
