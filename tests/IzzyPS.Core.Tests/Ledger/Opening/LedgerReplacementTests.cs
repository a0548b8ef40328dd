using IzzyPS.Ledger.Opening;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Ledger.Opening;

/// <summary>Promise 9: <c>-NewLedger</c> with a mistyped path replaces nothing but a ledger of the account itself.</summary>
public sealed class LedgerReplacementTests : IDisposable
{
    private readonly LedgerHome _home = new();

    [Theory]
    [InlineData("stock file", "not a SQLite file")]
    [InlineData("another program's database", "a SQLite file of another program")]
    [InlineData("empty file", "an empty file")]
    [InlineData("another account's ledger", "belongs to another dealer account")]
    [InlineData("another account's newer ledger", "another account's ledger")]
    [InlineData("damaged ledger of nobody", "does not name its account")]
    [InlineData("text under the account's own name", "not a SQLite file")]
    public void New_ledger_leaves_a_file_that_is_not_the_account_s_untouched(string what, string message)
    {
        var path = Make(what);
        var before = Files();

        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { Path = path, NewLedger = true }));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("--ledger", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("UPDATE meta SET lineage = '018f0000-0000-7000-8000-000000000000'")]
    [InlineData("PRAGMA user_version = 99")]
    [InlineData("DROP TABLE lease")]
    public void New_ledger_keeps_a_refused_ledger_of_the_account_wherever_it_is(string damage)
    {
        _home.Open().Dispose();
        var path = Path.Combine(_home.Folder, "elsewhere.db");
        File.Copy(_home.LedgerPath, path);
        Run(path, damage);

        LedgerStore.Open(_home.Options with { Path = path, NewLedger = true }).Dispose();

        Assert.Single(Directory.GetFiles(_home.Folder, "elsewhere.2*.db"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void New_ledger_keeps_a_destroyed_ledger_at_its_own_place(bool isRemembered)
    {
        _home.Open().Dispose();
        if (!isRemembered)
            File.Delete(_home.AnchorPath);
        if (isRemembered)
            File.WriteAllText(_home.LedgerPath, new string('x', 5000));
        else
            Run(_home.LedgerPath, "DROP TABLE meta");

        LedgerStore.Open(_home.Options with { NewLedger = true }).Dispose();

        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(_home.LedgerPath)!, "*.db").Length);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _home.Dispose();
    }

    private string Make(string what)
    {
        var path = Path.Combine(_home.Folder, "mistyped");
        switch (what)
        {
            case "stock file": File.WriteAllLines(path, Enumerable.Repeat("configuration_number,vin,category", 100)); break;
            case "another program's database": Run(path, "CREATE TABLE mine (value text)"); break;
            case "empty file": File.WriteAllBytes(path, []); break;
            case "another account's ledger": OfAnother(path); break;
            case "another account's newer ledger":
                OfAnother(path);
                Run(path, "PRAGMA user_version = 99");
                break;
            case "damaged ledger of nobody":
                OfAnother(path);
                Run(path, "DROP TABLE meta");
                break;
            case "text under the account's own name":
                path = _home.LedgerPath;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, new string('x', 5000));
                break;
            default: throw new ArgumentOutOfRangeException(nameof(what), what, message: null);
        }

        return path;
    }

    private void OfAnother(string path)
    {
        var other = new DealerAccount(_home.Account.BaseUri, "dealer-8");
        LedgerStore.Open(_home.Options with { Account = other, Path = path }).Dispose();
    }

    private static void Run(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql + "; PRAGMA wal_checkpoint(TRUNCATE)";
        _ = command.ExecuteNonQuery();
    }

    private string Files() => string.Join('\n', Directory.GetFiles(_home.Folder, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal) && !file.EndsWith("-wal", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(file => file + ": " + Convert.ToHexString(File.ReadAllBytes(file))));
}
