using IzzyPS.Storage.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Storage.Sqlite;

/// <summary>Behaviour of a ledger in a file only.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly LedgerHome _home = new();

    [Fact]
    public void Full_disk_is_reported_and_nothing_is_written()
    {
        _home.Open().Dispose();
        using var database = SqliteDatabase.Write(_home.LedgerPath);
        database.Execute("PRAGMA max_page_count = 60");

        var exception = Assert.Throws<LedgerException>(() => database.RunInTransaction(() =>
        {
            database.Execute("INSERT INTO feed (name) VALUES ('small')");
            database.Execute("INSERT INTO feed (name) VALUES (hex(zeroblob(1000000)))");
            return 0;
        }));

        Assert.Equal(LedgerFault.Storage, exception.Fault);
        Assert.Contains("the disk is full", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_home.LedgerPath, exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, database.ReadNumber("SELECT count(*) FROM feed"));
    }

    [Fact]
    public void Scripts_are_applied_from_where_the_ledger_stands()
    {
        _home.Open().Dispose();
        using var database = SqliteDatabase.Write(_home.LedgerPath);

        var applied = Enumerable.Repeat("not SQL: already applied", SqliteSchema.Latest).ToList();

        Assert.Equal(SqliteSchema.Latest + 1, SqliteSchema.Apply(database, [.. applied, "CREATE TABLE more (id INTEGER)"]));
        var exception = Assert.Throws<LedgerException>(() =>
            SqliteSchema.Apply(database, [.. applied, "", "CREATE TABLE half (id INTEGER); CREATE TABLE more (id INTEGER)"]));

        Assert.Equal(LedgerFault.Corrupt, exception.Fault);
        Assert.Equal(SqliteSchema.Latest + 1, database.ReadNumber("PRAGMA user_version"));
        Assert.Equal(0, database.ReadNumber("SELECT count(*) FROM sqlite_master WHERE name = 'half'"));
    }

    public void Dispose() => _home.Dispose();
}
