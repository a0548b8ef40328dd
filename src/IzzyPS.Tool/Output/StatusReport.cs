using IzzyPS.Ledger.Listings;

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
            Detail = new StatusDetail([.. connection.Ledger.FindInDoubt().Select(StatusDoubt.CreateFromOperation)]),
        };
    }

    private static StatusRun? ToStatusRun(RunOverview? run, LeaseOverview? lease)
    {
        if (run is null)
            return null;
        var wasKilled = run.Outcome == RunOutcome.Running && lease is not { IsHeld: true };
        return new StatusRun(
            run.Id,
            run.Kind.ToString(),
            run.Trigger.ToString(),
            run.Command,
            wasKilled ? "Killed" : run.Outcome.ToString(),
            run.StartedAt,
            run.EndedAt,
            run.User,
            run.Host,
            run.Planned,
            run.Counts.Ended,
            run.Counts.Failed,
            run.Counts.InDoubt);
    }
}
