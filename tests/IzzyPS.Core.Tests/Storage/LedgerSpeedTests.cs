using System.Diagnostics;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Tests.Ledger;
using Xunit;

namespace IzzyPS.Tests.Storage;

/// <summary>Bounds that a slow, busy machine keeps as well. The test's output has the measured figures.</summary>
[Trait("Category", "Slow")]
public abstract class LedgerSpeedTests(LedgerKind kind) : LedgerTests(kind)
{
    private static int Scale => int.TryParse(Environment.GetEnvironmentVariable("IZZYPS_TEST_SCALE"), out var scale) ? scale : 1;

    [Fact]
    public async Task Batches_single_commits_and_snapshots_are_fast()
    {
        var count = 20_000 * Scale;
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var keys = Enumerable.Range(0, count).Select(number => new VehicleKey(LedgerHome.CreateVin(number * 7919 % count))).ToArray();
        var planned = keys.Select(key => new LedgerWrite(LedgerHome.CreateOperation(key))).ToArray();
        var acked = planned.Select(write => new LedgerWrite(
            write.Operation! with { State = OperationState.Acked, RemoteId = "id-of-" + write.Operation.Key.Value },
            LedgerHome.CreateEntry(write.Operation.Key),
            PriceChanged: true,
            Event: LedgerHome.CreateEvent(write.Operation.Key))).ToArray();

        var rates = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["planned"] = Rate(planned, 200, writer.Write),
            ["sending"] = Rate([.. planned.Select(write => write with { Operation = write.Operation! with { State = OperationState.Sending } })], 200, writer.Write),
            ["acked"] = Rate(acked, 200, writer.Write),
            ["single"] = Rate([.. planned.Take(4000).Select(write => write with { Operation = write.Operation! with { State = OperationState.Acked } })], 1, writer.Write),
        };

        var before = GC.GetAllocatedBytesForCurrentThread(); // All that it allocates: the heap's size has the tests beside this one in it.
        var start = Stopwatch.GetTimestamp();
        using var snapshot = ledger.OpenSnapshot();
        var opened = Stopwatch.GetElapsedTime(start);
        var size = GC.GetAllocatedBytesForCurrentThread() - before;
        start = Stopwatch.GetTimestamp();
        var found = keys.Count(key => snapshot.TryFind(key, out _));
        var looked = Stopwatch.GetElapsedTime(start);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{count} vehicles: {string.Join(", ", rates.Select(rate => $"{rate.Key} {rate.Value:N0}/s"))}; " +
            $"snapshot {opened.TotalMilliseconds:N0} ms, {size / 1e6:N1} MB allocated, {looked.TotalNanoseconds / count:N0} ns a look-up");

        Assert.Equal(count, found);
        Assert.All(rates, rate => Assert.InRange(rate.Value, rate.Key == "single" ? 20 : Kind == LedgerKind.Sqlite ? 2_000 : 300, double.MaxValue));
        Assert.InRange(opened.TotalMicroseconds / count, 0, 15);
        Assert.InRange(size / count, 0, 200);
    }

    private static double Rate(LedgerWrite[] writes, int batch, Action<IReadOnlyList<LedgerWrite>> write)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var chunk in writes.Chunk(batch))
            write(chunk);
        return writes.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

public sealed class SqliteLedgerSpeedTests() : LedgerSpeedTests(LedgerKind.Sqlite);

public sealed class PostgresLedgerSpeedTests() : LedgerSpeedTests(LedgerKind.Postgres);
