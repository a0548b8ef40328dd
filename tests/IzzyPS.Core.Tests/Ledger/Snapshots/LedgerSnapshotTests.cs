using System.Collections;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using Xunit;

namespace IzzyPS.Tests.Ledger.Snapshots;

/// <summary>Snapshots and queries, as planning and people read them.</summary>
public abstract class LedgerSnapshotTests(LedgerKind kind) : LedgerTests(kind)
{
    private static readonly VehicleKey Key = new(LedgerHome.CreateVin(1));

    /// <summary>Listed before or not, kind, state; then: in the snapshot, its state, unconfirmed, plain.</summary>
    public static TheoryData<ListingState?, string, OperationState, ListingState?, bool, bool> Overlays => new()
    {
        { null, OperationKind.Create, OperationState.Planned, null, false, false },
        { null, OperationKind.Create, OperationState.Sending, ListingState.InDoubt, false, false },
        { null, OperationKind.Create, OperationState.InDoubt, ListingState.InDoubt, false, false },
        { null, OperationKind.Create, OperationState.Rejected, null, false, false },
        { null, OperationKind.Create, OperationState.Resolved, null, false, false },
        { ListingState.Closed, OperationKind.Create, OperationState.Planned, ListingState.Closed, false, false },
        { ListingState.Closed, OperationKind.Create, OperationState.InDoubt, ListingState.InDoubt, false, false },
        { ListingState.Active, OperationKind.Update, OperationState.Planned, ListingState.Active, false, false },
        { ListingState.Active, OperationKind.Update, OperationState.Sending, ListingState.Active, true, false },
        { ListingState.Active, OperationKind.Update, OperationState.Acked, ListingState.Active, false, true },
        { ListingState.Active, OperationKind.Update, OperationState.Cancelled, ListingState.Active, false, true },
        { ListingState.Active, OperationKind.Close, OperationState.Sending, ListingState.Active, true, false },
    };

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Open_operations_are_laid_over_the_entries(
        ListingState? listed, string kind, OperationState state, ListingState? expected, bool unconfirmed, bool plain)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        if (listed is { } before)
            writer.Write([new LedgerWrite(null, LedgerHome.CreateEntry(Key, before))]);
        var operation = LedgerHome.CreateOperation(Key, kind, state) with { Payload = LedgerHome.CreateCar(Key, 77_000m, "Škoda").ToPayload() };
        writer.Write([new LedgerWrite(operation)]);

        using var snapshot = ledger.OpenSnapshot();
        Assert.Equal(expected is not null, snapshot.TryFind(Key, out var found));
        Assert.Equal(expected is null ? 0 : 1, snapshot.Count);
        if (expected is null)
        {
            Assert.Null(writer.Get(Key));
            Assert.Empty(ledger.Find(new LedgerQuery()));
            return;
        }

        var entry = snapshot.Get(Key);
        Assert.Equal((expected, plain), (found.State, found.IsPlain));
        Assert.Equal((expected, unconfirmed), (entry.State, entry.IsUnconfirmed));
        Assert.Equal(found.PayloadHash, entry.Payload.Hash);
        Assert.Equal(entry, writer.Get(Key));
        Assert.Equal(entry, Assert.Single(ledger.Find(new LedgerQuery(State: expected))));
        Assert.Equal(state == OperationState.InDoubt ? 1 : 0, ledger.FindInDoubt().Count); // This run is sending the others.
        if (expected == ListingState.InDoubt)
        {
            // As it was sent, and without the id of a listing that is gone.
            Assert.Equal((operation.Payload.ToCar(), "Škoda", 77_000m, (string?)null), (entry.Payload, entry.Make, entry.SalesPrice, entry.RemoteId));
            Assert.Equal(entry, Assert.Single(snapshot.FindByConfigurationNumber("default", entry.ConfigurationNumber!)));
        }
    }

    [Fact]
    public async Task A_snapshot_stays_as_it_was_while_a_run_writes()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(Key)]);

        using var snapshot = ledger.OpenSnapshot();
        var serial = snapshot.Serial;
        writer.Write([new LedgerWrite(null, LedgerHome.CreateEntry(Key, ListingState.Closed)), LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(2)))]);

        Assert.Equal((1, serial, ledger.Lineage), (snapshot.Count, snapshot.Serial, snapshot.Lineage));
        Assert.Equal(ListingState.Active, snapshot.Get(Key).State);
        Assert.Equal(1, snapshot.GetFeedFacts("default", LedgerHome.Now).Active);
        Assert.False(snapshot.TryFind(new(LedgerHome.CreateVin(2)), out _));
        Assert.Equal(serial + 1, ledger.Serial);
    }

    [Theory]
    [InlineData(true, Origin.Feed, false)]
    [InlineData(false, Origin.Hand, false)]
    [InlineData(false, Origin.Feed, true)]
    public async Task Only_entries_without_special_state_are_plain(bool unconfirmed, Origin priceSetBy, bool plain)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([new LedgerWrite(null, LedgerHome.CreateEntry(Key) with { IsUnconfirmed = unconfirmed, PriceSetBy = priceSetBy })]);

        using var snapshot = ledger.OpenSnapshot();

        Assert.True(snapshot.TryFind(Key, out var entry));
        Assert.Equal(plain, entry.IsPlain);
    }

    [Fact]
    public async Task Unseen_listings_of_a_feed_come_in_key_order()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        int[] numbers = [5, 3, 9, 1, 7];
        writer.Write([.. numbers.Select(number => LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(number))))]);
        writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(2)), feed: "other")]);

        using var snapshot = ledger.OpenSnapshot();
        var seen = new BitArray(snapshot.Count);
        snapshot.TryFind(new(LedgerHome.CreateVin(3)), out var entry);
        seen[entry.Index] = true;

        Assert.Equal([1, 5, 7, 9], snapshot.FindUnseen("default", seen).Select(unseen => int.Parse(unseen.Vin![8..], null)));
        Assert.Empty(snapshot.FindUnseen("no such feed", seen));
        Assert.Equal(snapshot.GetFeedIndex("default"), entry.FeedIndex);
        Assert.Equal(-1, snapshot.GetFeedIndex("no such feed"));
        Assert.NotEqual(snapshot.GetFeedIndex("other"), entry.FeedIndex);
    }

    [Fact]
    public async Task Cars_are_found_by_their_configuration_number()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var unbuilt = VehicleKey.FromConfigurationNumber("Zamówienie 17");
        var doubtful = VehicleKey.FromConfigurationNumber("Zamówienie 18");
        var same = LedgerHome.CreateEntry(Key) with { ConfigurationNumber = "Zamówienie 17" };
        writer.Write(
        [
            new LedgerWrite(null, same),
            new LedgerWrite(null, LedgerHome.CreateEntry(unbuilt) with { ConfigurationNumber = "Zamówienie 17" }),
            new LedgerWrite(null, LedgerHome.CreateEntry(new(LedgerHome.CreateVin(3)), feed: "other") with { ConfigurationNumber = "Zamówienie 17" }),
            new LedgerWrite(LedgerHome.CreateOperation(doubtful, state: OperationState.InDoubt)),
        ]);

        using var snapshot = ledger.OpenSnapshot();

        Assert.Equal([unbuilt, Key], snapshot.FindByConfigurationNumber("default", "Zamówienie 17").Select(entry => entry.Key));
        Assert.Equal([doubtful], snapshot.FindByConfigurationNumber("default", "Zamówienie 18").Select(entry => entry.Key));
        Assert.Empty(snapshot.FindByConfigurationNumber("default", "zamówienie 17"));
        Assert.Equal(["Zamówienie 17", "Zamówienie 18"], snapshot.FindNumbersWithoutVin("default").Order(StringComparer.Ordinal));
        Assert.Empty(snapshot.FindNumbersWithoutVin("other"));
        Assert.True(snapshot.TryFind(unbuilt, out _));
    }

    [Theory]
    [InlineData(null, null, null, null, 4)]
    [InlineData("wvw*", null, null, null, 3)]
    [InlineData("*0000000?3", null, null, null, 1)]
    [InlineData("[WV]*", null, null, null, 0)]
    [InlineData(null, ListingState.Closed, null, null, 1)]
    [InlineData(null, null, "šk*", null, 1)]
    [InlineData(null, null, "k?a", "other", 1)]
    [InlineData(null, null, "\\*", null, 0)]
    public async Task Entries_are_found_by_pattern(string? vin, ListingState? state, string? make, string? feed, int expected)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write(
        [
            new LedgerWrite(null, LedgerHome.CreateEntry(Key) with { Make = "Škoda" }),
            new LedgerWrite(null, LedgerHome.CreateEntry(new(LedgerHome.CreateVin(2)), feed: "other")),
            new LedgerWrite(null, LedgerHome.CreateEntry(new(LedgerHome.CreateVin(13)), ListingState.Closed)),
            new LedgerWrite(null, LedgerHome.CreateEntry(VehicleKey.FromConfigurationNumber("number 1"))),
        ]);

        Assert.Equal(expected, ledger.Find(new LedgerQuery(vin, state, make, feed)).Count());
    }
}

public sealed class SqliteLedgerSnapshotTests() : LedgerSnapshotTests(LedgerKind.Sqlite);

public sealed class PostgresLedgerSnapshotTests() : LedgerSnapshotTests(LedgerKind.Postgres);
