using FsCheck;
using FsCheck.Fluent;
using IzzyPS.Dealer;
using IzzyPS.Execution;
using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Sandbox;
using IzzyPS.Stock;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>What holds for any stock and any ledger that such stocks lead to, carried out over real HTTP on a real ledger.</summary>
public sealed class SyncPlannerProperties
{
    private const int Cars = 14;
    private const int Rounds = 40;

    private static readonly Gen<Row> Rows =
        from number in Gen.Choose(1, Cars)
        from hasVin in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from price in Gen.Elements(60_000, 70_000)
        from isBlack in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Row(number, hasVin, price, isBlack);

    private static readonly Gen<Day> Days =
        from rows in Gen.ListOf(Rows)
        from all in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from allowed in Gen.Elements<int?>(null, 0, 3, 100)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Day([.. (all ? Enumerable.Range(1, Cars).Select(number => new Row(number, true, 70_000, false)) : []).Concat(rows)], allowed, seed);

    [Fact]
    public void Carrying_out_a_plan_leaves_nothing_to_do_and_nothing_twice() => Check(async (world, days) =>
    {
        foreach (var day in days)
        {
            _ = await world.RunAsync(world.Plan(day.Rows, day.Allowed));
            Assert.DoesNotContain(world.Plan(day.Rows, day.Allowed).Changes, change => change.Action != ChangeAction.Blocked);
            Assert.Empty(world.Server.DuplicateVins);
            Assert.Equal(
                world.Server.ActiveCars.Select(car => car.Id).Order(StringComparer.Ordinal),
                world.Ledger.Find(new LedgerQuery(State: ListingState.Active)).Select(entry => entry.RemoteId!).Order(StringComparer.Ordinal));
        }
    });

    [Fact]
    public void No_plan_closes_what_is_in_the_stock_or_more_than_is_allowed() => Check(async (world, days) =>
    {
        foreach (var day in days)
        {
            var facts = world.Facts();
            var plan = world.Plan(day.Rows, day.Allowed);
            var closes = plan.Of(ChangeAction.Close).ToList();
            var (total, before) = (closes.Count + facts.ClosedRecently, facts.Active + facts.ClosedRecently);
            var isTooMany = (total > 5 && total * 10 > before) || (total >= 3 && total * 2 > before);
            Assert.True(closes.Count == 0 || !isTooMany || total <= day.Allowed, $"{closes.Count} of {before} closed, {facts.ClosedRecently} before, {day.Allowed} allowed");
            var present = day.Rows.Where(row => row.HasVin).Select(row => TestCars.Vin(row.Number)).ToHashSet(StringComparer.Ordinal);
            Assert.DoesNotContain(closes, close => close.Vin is { } vin && present.Contains(vin));
            var listed = world.Server.ActiveCars.Count;
            var summary = await world.RunAsync(plan);
            Assert.Equal(closes.Count, summary.Counts.Closed);
            Assert.Equal(listed + summary.Counts.Created - summary.Counts.Closed, world.Server.ActiveCars.Count);
        }
    });

    [Fact]
    public void The_order_of_rows_does_not_matter() => Check(async (world, days) =>
    {
        foreach (var day in days)
        {
            var shuffled = day.Rows.ToArray();
            new Random(day.Seed).Shuffle(shuffled);
            var forth = world.Plan(day.Rows, day.Allowed);
            Assert.Equal(Lines(forth), Lines(world.Plan(shuffled, day.Allowed)));
            _ = await world.RunAsync(forth);
        }

        static IEnumerable<string> Lines(SyncPlan plan) =>
            plan.Changes.Select(change => $"{change.Action} {change.BlockReason} {change.Key} {(change.BlockReason == BlockReason.Conflict ? null : change.PriceChange)}").Order(StringComparer.Ordinal);
    });

    private static void Check(Func<World, List<Day>, Task> property) =>
        Prop.ForAll(Gen.NonEmptyListOf(Days).Resize(4).ToArbitrary(), days =>
            {
                using var world = new World();
                property(world, [.. days]).GetAwaiter().GetResult();
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds).WithReplay(20261121, 1234567));

    private sealed record Row(int Number, bool HasVin, int Price, bool IsBlack);

    private sealed record Day(List<Row> Rows, int? Allowed, int Seed);

    /// <summary>A server, a ledger and a clock that goes on.</summary>
    private sealed class World : IDisposable
    {
        private readonly ManualTime _time = new();
        private readonly TestLedger _ledger;
        private readonly DealerClient _client;

        internal World()
        {
            Server = SandboxServer.Start();
            var account = new DealerAccount(Server.BaseUri, Server.ClientId);
            _ledger = new TestLedger(account, _time);
            _client = new DealerClient(new DealerOptions { Account = account, ClientSecret = Server.ClientSecret }, _time);
        }

        internal SandboxServer Server { get; }

        internal ILedger Ledger => _ledger.Ledger;

        public void Dispose()
        {
            _client.Dispose();
            _ledger.Dispose();
            Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        internal SyncPlan Plan(IEnumerable<Row> rows, int? allowed)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var set = new StockSet(time: _time);
            var file = set.Add("/stock/today.csv");
            var vehicles = rows.Select(row => CarOf(row, file)).ToList();
            foreach (var vehicle in vehicles)
            {
                file.ValidKeys.Add(KeyHash.Of(vehicle.Key!.Value));
                if (vehicle.Vin is null)
                    _ = file.NumbersWithoutVin.Add(vehicle.ConfigurationNumber!);
            }

            file.RowCount = vehicles.Count;
            file.HasFinalLineBreak = true;
            file.IsReadToEnd = true;
            set.Seal();
            using var snapshot = Ledger.OpenSnapshot();
            return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true, AllowClose = allowed }, _time);
        }

        internal FeedFacts Facts()
        {
            using var snapshot = Ledger.OpenSnapshot();
            return snapshot.FactsOf(StockSet.DefaultFeed, _time.GetUtcNow() - CloseLimits.Default.Window);
        }

        internal Task<RunSummary> RunAsync(SyncPlan plan) =>
            new SyncExecutor(Ledger, _client, new ExecutionOptions(), _time)
                .RunAsync(new SyncRequest(plan.Changes, "a property") { Plan = plan.Context }, Silent.Observer, CancellationToken.None);

        private static Vehicle CarOf(Row row, StockFile file)
        {
            var car = TestCars.Car(row.Number, file, row.Price, vin: row.HasVin ? "" : null);
            car.Color = row.IsBlack ? "Czarny" : car.Color;
            return car;
        }
    }

    private sealed class Silent : IRunObserver
    {
        internal static readonly Silent Observer = new();

        public void Started(Guid runId, int changes)
        {
        }

        public void Ended(SyncResult result)
        {
        }

        public void Say(RunMessageLevel level, string message)
        {
        }
    }
}
