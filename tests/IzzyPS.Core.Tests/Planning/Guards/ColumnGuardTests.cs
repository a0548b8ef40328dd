using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Planning.Guards;

public sealed class ColumnGuardTests : IDisposable
{
    private readonly GuardedFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData(10, 10, 4, false)] // Below five a column is not lost.
    [InlineData(10, 10, 5, false)] // Half is not more than half.
    [InlineData(10, 10, 6, true)]
    [InlineData(10, 5, 5, true)] // Only the listings that had a value count.
    [InlineData(100, 10, 6, true)]
    public async Task Emptied_column_keeps_the_values_last_sent(int listed, int withValue, int emptied, bool isHeld)
    {
        await _feed.ListAsync(listed, (number, car) => car.Description = number <= withValue ? "ABS" : null);
        var plan = Plan(listed, withValue, emptied);
        Assert.Equal(isHeld ? emptied : 0, plan.GetBlocked(BlockReason.ColumnEmptied).Count());
        Assert.Equal(isHeld ? 0 : emptied, plan.GetChanges(ChangeAction.Update).Count());
    }

    [Fact]
    public async Task Other_fields_go_on_while_an_emptied_field_is_held()
    {
        await _feed.ListAsync(8, (_, car) => car.Description = "ABS");
        var plan = _feed.Plan(Enumerable.Range(1, 8), (_, car) => (car.Description, car.Mileage) = (null, 30_000));
        Assert.Equal(8, plan.Changes.Count);
        Assert.All(plan.Changes, change =>
        {
            Assert.Equal(ChangeAction.Update, change.Action);
            Assert.Equal(["Mileage"], change.Changes.Select(field => field.Name));
            Assert.Equal("ABS", change.After!.ToVehicle().Description);
            Assert.Equal((BlockReason.ColumnEmptied, new FieldChange("Description", "ABS", null)), (Assert.Single(change.HeldBack).Reason, change.HeldBack[0].Field));
            Assert.Contains("description is empty for 8 of 8 listings", change.Reason, StringComparison.Ordinal);
            Assert.Equal("-AllowClear description", Assert.Single(change.HeldBack).AllowedBy);
        });
    }

    [Theory]
    [InlineData("description", true)]
    [InlineData("Description", true)]
    [InlineData("mileage", false)]
    public async Task Allowed_field_is_emptied(string allowed, bool isEmptied)
    {
        await _feed.ListAsync(8, (_, car) => car.Description = "ABS");
        var plan = Plan(8, 8, 8, allowed);
        Assert.Equal(isEmptied ? 8 : 0, plan.GetChanges(ChangeAction.Update).Count());
    }

    private SyncPlan Plan(int listed, int withValue, int emptied, params string[] allowed) => _feed.Plan(
        Enumerable.Range(1, listed),
        (number, car) => car.Description = number <= withValue && number > emptied ? "ABS" : null,
        new SyncPlanOptions { Allowed = new Allowances { Clear = allowed } });
}
