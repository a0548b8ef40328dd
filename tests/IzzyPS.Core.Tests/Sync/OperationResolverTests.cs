using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Planning.Changes;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync.Resolving;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>A doubt ends only by a proof or by an operator's decision.</summary>
public sealed class OperationResolverTests
{
    [Fact]
    public async Task Car_found_by_an_operator_is_listed_after_an_update_proves_it()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        var operation = await DoubtAsync(rig);
        var result = await rig.ResolveAsync(operation.Id, rig.GetCarId(2));

        Assert.Null(result.Fault);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.UpdateCar));
        var entry = rig.Store.GetEntry(2);
        Assert.Equal((ListingState.Active, rig.GetCarId(2), 70_000m, Origin.Feed), (entry.State, entry.RemoteId, entry.SalesPrice, entry.PriceSetBy));
        Assert.Equal((OperationState.Resolved, rig.GetCarId(2)), Stored(rig, operation.Id));
        Assert.Empty(rig.Store.Ledger.FindInDoubt());
        Assert.Empty((await rig.SyncAsync(Enumerable.Range(1, 3))).Results);
        Assert.Empty(rig.Server.DuplicateVins);
        Assert.Contains(rig.Store.Ledger.ReadHistory(entry.Key), line => line.Event.Kind == VehicleEventKind.Resolved && line.Prices is { Sales: 70_000m } && line.Command == "a test");
    }

    [Fact]
    public async Task Create_resolved_as_not_created_is_sent_by_the_next_plan()
    {
        await using var rig = new SyncRig(SyncRig.LostCreate);
        var operation = await DoubtAsync(rig);
        var result = await rig.ResolveAsync(operation.Id, null);

        Assert.Null(result.Fault);
        Assert.Empty(rig.Store.Ledger.Find(new LedgerQuery(TestCars.CreateVin(2))));
        Assert.Equal((OperationState.Resolved, null), Stored(rig, operation.Id));
        Assert.Equal(1, (await rig.SyncAsync(Enumerable.Range(1, 3))).Counts.Created);
        Assert.Equal((3, 0), (rig.Server.ActiveCars.Count, rig.Server.DuplicateVins.Count));
        Assert.Equal([VehicleEventKind.InDoubt, VehicleEventKind.Resolved, VehicleEventKind.Listed], rig.Store.Ledger.ReadHistory(operation.Key).Select(line => line.Event.Kind));
    }

    [Fact]
    public async Task Closed_vehicle_resolved_as_not_created_is_closed_again()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Drop) { From = 4, Times = 1 });
        _ = await rig.SyncAsync(Enumerable.Range(1, 3));
        _ = await rig.SyncAsync([1, 2]);
        var closed = rig.Store.GetEntry(3);
        Assert.Equal(1, (await rig.SyncAsync(Enumerable.Range(1, 3))).Counts.InDoubt);
        Assert.Equal(ListingState.InDoubt, rig.Store.GetEntry(3).State);

        _ = await rig.ResolveAsync(Assert.Single(rig.Store.Ledger.FindInDoubt()).Id, null);
        Assert.Equal(closed, rig.Store.GetEntry(3));
        Assert.Equal(ChangeAction.Reactivate, Assert.Single(rig.Plan(Enumerable.Range(1, 3)).Changes).Action);
    }

    [Fact]
    public async Task Former_car_id_of_the_vehicle_is_refused_as_the_created_car()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Drop) { From = 4, Times = 1 });
        _ = await rig.SyncAsync(Enumerable.Range(1, 3));
        _ = await rig.SyncAsync([1, 2]);
        var former = rig.Store.GetEntry(3).RemoteId!;
        _ = await rig.SyncAsync(Enumerable.Range(1, 3));
        await AssertNothingChangesAsync(rig, former, ResolveFault.IdTaken, "former listing", puts: 0);
    }

    [Fact]
    public async Task A_car_of_another_vehicle_is_refused()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        _ = await DoubtAsync(rig);
        await AssertNothingChangesAsync(rig, rig.GetCarId(1), ResolveFault.IdTaken, $"belongs to {TestCars.CreateVin(1)}", puts: 0);
    }

    [Fact]
    public async Task Id_the_server_does_not_know_leaves_the_create_in_doubt()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        _ = await DoubtAsync(rig);
        await AssertNothingChangesAsync(rig, Guid.CreateVersion7().ToString(), ResolveFault.ProofRefused, "has no car", puts: 1);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(" ")]
    [InlineData("a\u0007b")]
    public async Task Text_that_cannot_be_an_id_is_refused_and_not_sent(string id)
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        _ = await DoubtAsync(rig);
        await AssertNothingChangesAsync(rig, id, ResolveFault.InvalidId, "can't be a car's id", puts: 0);
    }

    [Fact]
    public async Task Refused_proof_leaves_the_create_in_doubt()
    {
        var refusal = new SandboxFault(FaultKind.Status) { Status = 422, Routes = SandboxRoutes.UpdateCar, Body = """{"error":"no such colour"}""" };
        await using var rig = new SyncRig(SyncRig.LostAnswer, refusal);
        _ = await DoubtAsync(rig);
        await AssertNothingChangesAsync(rig, rig.GetCarId(2), ResolveFault.ProofRefused, "no such colour", puts: 1);
    }

    [Fact]
    public async Task Login_page_as_answer_to_a_proof_leaves_the_create_in_doubt()
    {
        var page = new SandboxFault(FaultKind.Status) { Status = 200, Routes = SandboxRoutes.UpdateCar, ContentType = "text/html", Body = "<html>Please log in</html>" };
        await using var rig = new SyncRig(SyncRig.LostAnswer, page);
        _ = await DoubtAsync(rig);
        await AssertNothingChangesAsync(rig, rig.GetCarId(2), ResolveFault.ProofUnanswered, "200 with content type text/html", puts: 1);
    }

    [Fact]
    public async Task Unanswered_proof_leaves_the_create_in_doubt_and_can_be_repeated()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer, new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.UpdateCar, Moment = FaultMoment.AfterCommit, Times = 5 });
        var operation = await DoubtAsync(rig);
        var lost = await rig.AdvanceUntilAsync(rig.ResolveAsync(operation.Id, rig.GetCarId(2)));
        Assert.Equal(ResolveFault.ProofUnanswered, lost.Fault);
        Assert.Equal(operation, Assert.Single(rig.Store.Ledger.FindInDoubt()));
        Assert.Null((await rig.ResolveAsync(operation.Id, rig.GetCarId(2))).Fault);
        Assert.Empty(rig.Server.DuplicateVins);
    }

    [Fact]
    public async Task Several_operations_in_one_call_are_resolved_independently()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 2, Times = 2 });
        _ = await rig.SyncAsync(Enumerable.Range(1, 4));
        var (second, third) = (rig.Store.Ledger.FindInDoubt()[0], rig.Store.Ledger.FindInDoubt()[1]);
        var id = rig.GetCarId(2);
        var results = await new OperationResolver(rig.Store.Ledger, rig.Client, rig.Time)
            .ResolveAsync([new Resolution(second.Id, id), new Resolution(third.Id, id), new Resolution(third.Id, rig.GetCarId(3))], "a test", TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal([null, ResolveFault.IdTaken, null], results.Select(result => result.Fault));
        Assert.Empty((await rig.SyncAsync(Enumerable.Range(1, 4))).Results);
    }

    [Fact]
    public async Task Price_set_by_hand_survives_a_reopening_in_doubt()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 2, Times = 1 });
        _ = await rig.SyncAsync([1]);
        _ = await rig.RunAsync([new HandChanges(rig.Store.Ledger, rig.Time).Reprice(rig.Store.GetEntry(1), null, 60_000m)]);
        _ = await rig.RunAsync([new HandChanges(rig.Store.Ledger, rig.Time).Close(rig.Store.GetEntry(1), CloseReason.Sold)]);
        _ = await rig.RunAsync([new HandChanges(rig.Store.Ledger, rig.Time).Reopen(rig.Store.GetEntry(1))]);
        Assert.Null((await rig.ResolveAsync(Assert.Single(rig.Store.Ledger.FindInDoubt()).Id, rig.GetCarId(1))).Fault);
        Assert.Equal((60_000m, Origin.Hand), (rig.Store.GetEntry(1).SalesPrice, rig.Store.GetEntry(1).PriceSetBy));
        Assert.Empty((await rig.SyncAsync([1])).Results);
    }

    [Fact]
    public async Task Operation_that_is_not_in_doubt_stays_unchanged()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        var operation = await DoubtAsync(rig);
        Assert.Equal(ResolveFault.NotFound, (await rig.ResolveAsync(Guid.CreateVersion7(), null)).Fault);
        _ = await rig.ResolveAsync(operation.Id, rig.GetCarId(2));
        var again = await rig.ResolveAsync(operation.Id, null);
        Assert.Equal(ResolveFault.NotInDoubt, again.Fault);
        Assert.Contains("it is Resolved", again.Message, StringComparison.Ordinal);
        Assert.Equal(ListingState.Active, rig.Store.GetEntry(2).State);
    }

    [Fact]
    public async Task Doubt_text_says_what_to_look_up_and_what_to_type()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        var summary = await rig.SyncAsync(Enumerable.Range(1, 3));
        var operation = Assert.Single(rig.Store.Ledger.FindInDoubt());
        string[] texts =
        [
            summary.Results.Single(result => result.Outcome == SyncOutcome.InDoubt).Error!,
            DoubtText.Create(operation),
            Assert.Single(rig.Plan(Enumerable.Range(1, 3)).Changes).Reason,
            Assert.Single((await rig.SyncAsync(Enumerable.Range(1, 3))).Results).Error!,
        ];
        Assert.All(texts, text =>
        {
            Assert.Contains($"configuration number CFG00002, VIN {TestCars.CreateVin(2)}, sent {operation.SentAt!.Value.UtcDateTime:u}", text, StringComparison.Ordinal);
            Assert.Contains($"Resolve-IzzyOperation -Vin {TestCars.CreateVin(2)} -RemoteId <its id>", text, StringComparison.Ordinal);
            Assert.Contains($"izzy resolve {TestCars.CreateVin(2)} --not-created", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Car_without_a_vin_can_be_resolved()
    {
        await using var rig = new SyncRig(SyncRig.LostAnswer);
        _ = await rig.SyncAsync(Enumerable.Range(1, 3), car: (n, file) => TestCars.CreateCar(n, file, vin: null));
        var operation = Assert.Single(rig.Store.Ledger.FindInDoubt());
        Assert.Contains("Where-Object ConfigurationNumber -EQ 'CFG00002' | Resolve-IzzyOperation -NotCreated (izzy resolve '#CFG00002' --not-created)", DoubtText.Create(operation), StringComparison.Ordinal);
        var car = rig.Server.ActiveCars.Single(car => car.ConfigurationNumber == "CFG00002");
        Assert.Null((await rig.ResolveAsync(operation.Id, car.Id)).Fault);
        Assert.Empty((await rig.SyncAsync(Enumerable.Range(1, 3), car: (n, file) => TestCars.CreateCar(n, file, vin: null))).Results);
    }

    private static async Task<Operation> DoubtAsync(SyncRig rig)
    {
        Assert.Equal(1, (await rig.SyncAsync(Enumerable.Range(1, 3))).Counts.InDoubt);
        return Assert.Single(rig.Store.Ledger.FindInDoubt());
    }

    private static async Task AssertNothingChangesAsync(SyncRig rig, string remoteId, ResolveFault fault, string why, int puts)
    {
        var before = rig.Store.Ledger.Find(new LedgerQuery()).ToList();
        var operation = Assert.Single(rig.Store.Ledger.FindInDoubt());
        var sent = rig.Server.CountRequests(SandboxRoutes.UpdateCar);
        var result = await rig.ResolveAsync(operation.Id, remoteId);
        Assert.Equal(fault, result.Fault);
        Assert.Contains(why, result.Message, StringComparison.Ordinal);
        Assert.Equal(puts, rig.Server.CountRequests(SandboxRoutes.UpdateCar) - sent);
        Assert.Equal(before, rig.Store.Ledger.Find(new LedgerQuery()));
        Assert.Equal(operation, Assert.Single(rig.Store.Ledger.FindInDoubt()));
    }

    private static (OperationState, string?) Stored(SyncRig rig, Guid id)
    {
        var operation = Assert.Single(rig.Store.Ledger.FindOperations(new OperationQuery(Id: id)));
        return (operation.State, operation.RemoteId);
    }
}
