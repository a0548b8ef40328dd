using System.Text;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Ledger.Transfer;

/// <summary>What another file knows of the listings is taken over; what the ledger itself knows is not changed by it.</summary>
public sealed class AdoptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-adopt-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Sources => new()
    {
        { "a.csv", $"vin,car_id\n{TestCars.CreateVin(1)},ID1\n{TestCars.CreateVin(2)},ID2\n" },
        { "a.csv", $"\uFEFFCarId;VIN;configurationNumber\r\nID1;{TestCars.CreateVin(1).ToLowerInvariant()};CFG00001\r\nID2;{TestCars.CreateVin(2)};NULL\r\n" },
        { "a.json", $$"""{"vehicles":{"{{TestCars.CreateVin(1)}}":{"car_id":"ID1","configuration_number":"CFG00001","active":true},"{{TestCars.CreateVin(2)}}":{"car_id":"ID2","configuration_number":null} } }""" },
    };

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Adopted_listings_are_sent_by_the_next_run_and_may_close_after_it(string name, string content)
    {
        await using var rig = new SyncRig();
        content = await CarsOnServerAsync(rig, content);
        var result = await AdoptAsync(rig, Write(name, content));
        Assert.Equal((2, 0), (result.Adopted, result.Errors.Count));
        Assert.All([1, 2], n => Assert.True(rig.Store.GetEntry(n) is { State: ListingState.Active, IsUnconfirmed: true, IsAdopted: true }));

        var plan = rig.Plan([1]);
        var update = Assert.Single(plan.Changes, change => change.Action == ChangeAction.Update);
        Assert.Equal((null, null, false), (update.OldSalesPrice, update.PriceChange, update.IsPriceDrop));
        Assert.Contains("Adopted by its id alone", update.Reason, StringComparison.Ordinal);
        Assert.Equal(BlockReason.CloseForbidden, Assert.Single(plan.Changes, change => change.Key.Value == TestCars.CreateVin(2)).BlockReason);

        var first = await rig.SyncAsync([1]);
        Assert.Equal((1, 0, 0), (first.Counts.Updated, first.Counts.Created, first.Counts.Closed));
        Assert.Equal(70_000m, rig.Store.GetEntry(1).SalesPrice);
        Assert.False(rig.Store.GetEntry(1).IsAdopted);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await rig.SyncAsync([1])).Counts.Closed);
        Assert.Single(rig.Server.ActiveCars);
        Assert.Empty((await rig.SyncAsync([1])).Results);
    }

    [Fact]
    public async Task Price_of_a_car_known_only_by_its_id_cannot_be_set()
    {
        await using var rig = new SyncRig();
        _ = await AdoptAsync(rig, Write("a.csv", $"vin,car_id\n{TestCars.CreateVin(1)},ID1\n"));
        var change = new HandChanges(rig.Store.Ledger, rig.Time).Reprice(rig.Store.GetEntry(1), null, 60_000m);
        Assert.Equal((ChangeAction.Blocked, BlockReason.Adopted), (change.Action, change.BlockReason));
        Assert.Contains("sync a file that holds it first", change.Reason, StringComparison.Ordinal);
        Assert.Equal(SyncOutcome.Blocked, Assert.Single((await rig.RunAsync([change])).Results).Outcome);
        Assert.Equal(0, rig.Server.Requests.Values.Sum());
    }

    [Fact]
    public async Task Adopted_car_is_sent_with_the_partners_prices_in_any_case()
    {
        await using var rig = new SyncRig();
        _ = await AdoptAsync(rig, Write("a.csv", await CarsOnServerAsync(rig, $"vin,car_id\n{TestCars.CreateVin(1)},ID1\n")));
        var summary = await rig.SyncAsync([1], new SyncPlanOptions { UpdatePrices = false });
        Assert.Equal(1, summary.Counts.Updated);
        Assert.Contains("70000.00", Assert.Single(rig.Server.ActiveCars).Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adopted_closed_car_that_returns_is_created_and_counts_for_no_limit()
    {
        await using var rig = new SyncRig();
        _ = await AdoptAsync(rig, Write("a.json", $$"""{"vehicles":{"{{TestCars.CreateVin(1)}}":{"car_id":"old","active":false} } }"""));
        Assert.Equal(ListingState.Closed, rig.Store.GetEntry(1).State);
        using (var snapshot = rig.Store.Ledger.OpenSnapshot())
            Assert.Equal(0, snapshot.GetFeedFacts("default", rig.Time.GetUtcNow().AddDays(-1)).ClosedRecently);
        Assert.Equal(1, (await rig.SyncAsync([1])).Counts.Created);
    }

    [Fact]
    public async Task Contradicting_row_is_an_error_and_changes_nothing()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Drop) { From = 4, Times = 1 });
        _ = await rig.SyncAsync(Enumerable.Range(1, 4));
        var before = rig.Store.Ledger.Find(new LedgerQuery()).ToList();
        var result = await AdoptAsync(rig, Write("a.csv", $"""
            vin,car_id
            {TestCars.CreateVin(1)},{rig.GetCarId(1)}
            {TestCars.CreateVin(2)},another
            {TestCars.CreateVin(9)},{rig.GetCarId(3)}
            {TestCars.CreateVin(4)},found
            {TestCars.CreateVin(10)},shared
            {TestCars.CreateVin(11)},shared
            {TestCars.CreateVin(12)},x
            {TestCars.CreateVin(12)},y
            NOTAVIN,z
            {TestCars.CreateVin(13)},..
            ,w
            {TestCars.CreateVin(14)},a,b

            """));
        Assert.Equal((2, 1), (result.Adopted, result.Known));
        Assert.Equal(
            [(3, "lists it as"), (4, "belongs to"), (5, "Resolve-IzzyOperation -Vin"), (7, "is that of"), (9, "twice"), (10, "not a VIN"), (11, "can't be a car's id"), (12, "neither a VIN"), (13, "3 values")],
            result.Errors.OrderBy(error => error.Line).Select(error => (error.Line, Said(error))));
        Assert.Equal(before, rig.Store.Ledger.Find(new LedgerQuery()).Where(entry => before.Any(old => old.Key == entry.Key)));
        Assert.Single(rig.Store.Ledger.FindInDoubt());

        string Said(AdoptionError error) => new[] { "lists it as", "belongs to", "Resolve-IzzyOperation -Vin", "is that of", "twice", "not a VIN", "can't be a car's id", "neither a VIN", "3 values" }
            .Single(part => error.Message.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LedgerFormat.Native)]
    [InlineData(LedgerFormat.Json)]
    public async Task Adopted_backup_restores_listings_and_doubts(LedgerFormat format)
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        _ = await rig.SyncAsync(Enumerable.Range(1, 4));
        _ = await rig.SyncAsync(Enumerable.Range(1, 3));
        var backup = Path.Combine(_folder, "backup");
        LedgerExport.Write(rig.Store.Ledger, backup, format, overwrite: false, [], rig.Time.GetUtcNow());
        var before = rig.Store.Ledger.Find(new LedgerQuery()).ToList();

        using var fresh = new TestLedger(rig.Store.Account, rig.Time);
        var source = AdoptionSource.Read(backup, "default", rig.Time, Stop);
        var result = await new LedgerAdopter(fresh.Ledger, rig.Time).AdoptAsync(source, "default", "a test", TimeSpan.Zero, Stop);
        Assert.Equal((4, 0, 0), (result.Adopted, result.Known, result.Errors.Count));
        Assert.Equal(before.Select(entry => entry.State == ListingState.Active ? entry with { IsUnconfirmed = true } : entry), fresh.Ledger.Find(new LedgerQuery()));
        Assert.Equal(rig.Store.Ledger.FindInDoubt().Select(operation => (operation.Id, operation.Payload.Hash)), fresh.Ledger.FindInDoubt().Select(operation => (operation.Id, operation.Payload.Hash)));

        var again = await new LedgerAdopter(fresh.Ledger, rig.Time).AdoptAsync(source, "default", "a test", TimeSpan.Zero, Stop);
        Assert.Equal((0, 4, 0), (again.Adopted, again.Known, again.Errors.Count));
    }

    [Theory]
    [InlineData(LedgerFormat.Native)]
    [InlineData(LedgerFormat.Json)]
    public async Task Close_that_is_held_back_stays_so_in_the_ledger_that_adopts_the_backup(LedgerFormat format)
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 10)));
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(101, 30)), options => options with { CloseMissing = true });
        var (backup, feed) = (rig.PathOf("backup"), StockSet.DefaultFeed);
        using (var dealer = rig.Connect())
        {
            using var snapshot = dealer.Ledger.OpenSnapshot();
            var held = snapshot.GetFeedMemory(feed).Held;
            Assert.Equal((10, 10), (held.Count, held[0].Base));
            LedgerExport.Write(dealer.Ledger, backup, format, overwrite: false, [], TimeProvider.System.GetUtcNow());

            using var fresh = new TestLedger(rig.Settings.Dealer.Account, TimeProvider.System);
            var source = AdoptionSource.Read(backup, feed, TimeProvider.System, Stop);
            var result = await new LedgerAdopter(fresh.Ledger, TimeProvider.System).AdoptAsync(source, feed, "a test", TimeSpan.Zero, Stop);
            Assert.Equal((40, 0), (result.Adopted, result.Errors.Count));
            using var adopted = fresh.Ledger.OpenSnapshot();
            Assert.Equal(held.Select(one => one with { Run = result.RunId }), adopted.GetFeedMemory(feed).Held);
        }
    }

    [Fact]
    public async Task A_backup_of_another_account_is_refused()
    {
        await using var rig = new SyncRig();
        _ = await rig.SyncAsync([1]);
        using var other = new TestLedger();
        foreach (var format in Enum.GetValues<LedgerFormat>())
        {
            var backup = Path.Combine(_folder, format.ToString());
            LedgerExport.Write(rig.Store.Ledger, backup, format, overwrite: false, [], rig.Time.GetUtcNow());
            var source = AdoptionSource.Read(backup, "default", rig.Time, Stop);
            var exception = await Assert.ThrowsAsync<AdoptionException>(() => new LedgerAdopter(other.Ledger, rig.Time).AdoptAsync(source, "default", "a test", TimeSpan.Zero, Stop));
            Assert.Contains("another dealer account", exception.Message, StringComparison.Ordinal);
            Assert.Empty(other.Ledger.Find(new LedgerQuery()));
        }
    }

    [Theory]
    [InlineData("make,model\nKia,Ceed\n")]
    [InlineData("")]
    [InlineData("{\"cars\":{}}")]
    [InlineData("{\"vehicles\":[]}")]
    [InlineData("{\"vehicles\":{")]
    [InlineData("{\"format\":\"izzyps-ledger\",\"version\":99,\"vehicles\":[]}")]
    [InlineData("{\"format\":\"something\",\"version\":1,\"vehicles\":[]}")]
    [InlineData("{\"format\":7}")]
    [InlineData("{\"format\":\"izzyps-ledger\"}")]
    [InlineData("{\"format\":\"izzyps-ledger\",\"version\":\"1\",\"vehicles\":[]}")]
    [InlineData("{\"format\":\"izzyps-ledger\",\"version\":1,\"vehicles\":{}}")]
    [InlineData("{\"format\":\"izzyps-ledger\",\"version\":1,\"vehicles\":[]}")]
    [InlineData("{\"vehicles\":{\"x\":{\"car_id\":\"\\ud800\"}}}")]
    public void File_that_cannot_be_adopted_is_refused_with_the_reason(string content)
    {
        var exception = Assert.Throws<AdoptionException>(() => AdoptionSource.Read(Write("a.txt", content), "default", TimeProvider.System, Stop));
        Assert.Contains("a.txt", exception.Message, StringComparison.Ordinal);
        foreach (var raw in new[] { "dictionary", "JSON value", "Path:", "BytePosition", "System.", "IzzyPS.Ledger", "operation requires", "surrogate as" })
            Assert.DoesNotContain(raw, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_names_the_vehicle_and_the_field_that_is_wrong()
    {
        var file = Write("a.json", """{"format":"izzyps-ledger","version":1,"account":"x","vehicles":[7,{"key":"WVWZZZ1KZAW000001","listing":{"state":"Gone"}},{"listing":{}},{"key":"#1","in_doubt":{"operation":"x"}}]}""");

        var source = AdoptionSource.Read(file, "default", TimeProvider.System, Stop);

        Assert.Equal(
            [
                "vehicle 1 of the file: It is not an object.",
                "WVWZZZ1KZAW000001: Its 'listing.state' is wrong; right would be Active or Closed or InDoubt.",
                "vehicle 3 of the file: Its 'key' is missing; right would be a text.",
                "#1: Its 'in_doubt.operation' is wrong; right would be a UUID.",
            ],
            source.Errors.Select(error => $"{error.Vehicle}: {error.Message}"));
    }

    [Fact]
    public void A_truncated_ledger_is_refused()
    {
        var file = Write("a.db", "SQLite format 3\0" + new string('x', 500));
        Assert.Equal(LedgerFault.Corrupt, Assert.Throws<LedgerException>(() => AdoptionSource.Read(file, "default", TimeProvider.System, Stop)).Fault);
    }

    [Fact]
    public async Task Ledger_is_copied_before_each_adoption_and_five_copies_stay()
    {
        await using var rig = new SyncRig();
        _ = await rig.SyncAsync([1]);
        var backups = new List<string>();
        for (var n = 10; n < 17; n++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            backups.Add((await AdoptAsync(rig, Write("a.csv", $"vin,car_id\n{TestCars.CreateVin(n)},ID{n}\n"))).Backup!);
        }

        Assert.Null((await AdoptAsync(rig, Write("a.csv", $"vin,car_id\n{TestCars.CreateVin(10)},ID10\n"))).Backup);
        Assert.Equal(backups[2..], Directory.GetFiles(Path.GetDirectoryName(rig.Store.Ledger.Location)!, "*.backup-*").Order(StringComparer.Ordinal));
        var last = AdoptionSource.Read(backups[^1], "default", rig.Time, Stop);
        Assert.Equal(7, last.Rows.Count);
        Assert.Equal(VehicleEventKind.Adopted, Assert.Single(rig.Store.Ledger.ReadHistory(new VehicleKey(TestCars.CreateVin(10)))).Event.Kind);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<AdoptionResult> AdoptAsync(SyncRig rig, string path) => new LedgerAdopter(rig.Store.Ledger, rig.Time)
        .AdoptAsync(AdoptionSource.Read(path, "default", rig.Time, Stop), "default", "a test", TimeSpan.Zero, Stop);

    /// <summary>Lists the cars that the file names, from a ledger that is then lost, and puts their ids into it.</summary>
    private static async Task<string> CarsOnServerAsync(SyncRig rig, string content)
    {
        foreach (var n in new[] { 1, 2 }.Where(n => content.Contains($"ID{n}", StringComparison.Ordinal)))
        {
            var answer = await rig.Client.CreateCarAsync(Guid.CreateVersion7(), CarPayload.CreateFromVehicle(TestCars.CreateCar(n, sales: 1)), Stop);
            content = content.Replace($"ID{n}", answer.RemoteId, StringComparison.Ordinal);
        }

        return content;
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }
}
