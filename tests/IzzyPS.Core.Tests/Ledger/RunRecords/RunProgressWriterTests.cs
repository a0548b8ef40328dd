using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using Xunit;

namespace IzzyPS.Tests.Ledger.RunRecords;

/// <summary>When the counts of a run are written to its row.</summary>
public abstract class RunProgressWriterTests(LedgerKind kind) : LedgerTests(kind)
{
    [Fact]
    public async Task Progress_is_written_once_with_the_next_commit_after_a_second()
    {
        const string Counts = "SELECT created||','||updated||','||repriced||','||closed||','||in_doubt||','||failed FROM run";
        var time = new TestTime();
        using var ledger = LedgerStore.Open(Home.Options with { TimeProvider = time });
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.TrackProgress(LedgerHome.RunId, known: RunCounts.None, () => new RunCounts(1, 2, 3, 4, 5, 6, Recreated: 1));
        writer.Write([LedgerHome.CreateListedWrite(new VehicleKey(LedgerHome.CreateVin(1)))]);
        Assert.Equal("0,0,0,0,0,0", Home.ExecuteSql(Counts));

        time.Advance(TimeSpan.FromSeconds(1));
        var listed = LedgerHome.CreateListedWrite(new VehicleKey(LedgerHome.CreateVin(2)));
        var repeated = listed with { Entry = listed.Entry! with { RemoteId = "id-of-" + LedgerHome.CreateVin(1) } };
        Assert.Throws<LedgerException>(() => writer.Write([repeated]));
        Assert.Equal("0,0,0,0,0,0", Home.ExecuteSql(Counts));

        for (var commit = 0; commit < 2; commit++)
        {
            writer.Write([listed]);
            Assert.Equal("2,2,3,4,5,6", Home.ExecuteSql(Counts));
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

public sealed class SqliteRunProgressWriterTests() : RunProgressWriterTests(LedgerKind.Sqlite);

public sealed class PostgresRunProgressWriterTests() : RunProgressWriterTests(LedgerKind.Postgres);
