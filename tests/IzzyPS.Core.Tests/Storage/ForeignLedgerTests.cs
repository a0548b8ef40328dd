using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Storage;

/// <summary>A file that is adopted may be anybody's: nothing in it runs, nothing in it is taken over unchecked.</summary>
public sealed class ForeignLedgerTests : IDisposable
{
    private const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT";

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-foreign-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData($"DROP TABLE event; CREATE VIEW event AS {Endless} i AS id FROM n", "its table event is missing")]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON feed BEGIN DELETE FROM run; END", "its trigger t is not IzzyPS's own")]
    [InlineData("CREATE VIEW sqliteXstat1 AS SELECT 1", "its view sqliteXstat1 is not IzzyPS's own")]
    [InlineData("CREATE INDEX i ON vehicle (abs(id))", "its index i is not IzzyPS's own")]
    [InlineData("ALTER TABLE vehicle ADD more TEXT", "its table vehicle was changed")]
    public async Task File_with_foreign_tables_is_refused_and_left_unchanged(string sql, string message)
    {
        var path = await BackupAsync(sql);
        var before = await File.ReadAllBytesAsync(path, Stop);

        var adopted = Assert.Throws<LedgerException>(() => AdoptionSource.Read(path, "default", TimeProvider.System, Stop));
        var opened = Assert.Throws<LedgerException>(() => new SqliteFile(path, TimeProvider.System).Examine());

        Assert.All([adopted, opened], exception => Assert.Equal(LedgerFault.Corrupt, exception.Fault));
        Assert.All([adopted, opened], exception => Assert.Contains(message, exception.Message, StringComparison.Ordinal));
        Assert.Equal(before, await File.ReadAllBytesAsync(path, Stop));
    }

    [Fact]
    public void Fingerprint_of_each_version_matches_the_tables_of_its_scripts()
    {
        var made = Enumerable.Range(1, SqliteSchema.Latest).Select(version => SqliteSchema.ComputeFingerprint(SqliteSchema.Make(version)));

        Assert.Equal(made, SqliteSchema.Fingerprints);
    }

    [Fact]
    public async Task Endless_read_of_a_foreign_ledger_is_interrupted()
    {
        var path = await BackupAsync(string.Empty);
        using var database = SqliteDatabase.ReadForeign(path, TimeProvider.System, TimeSpan.FromMilliseconds(50));

        var exception = Assert.Throws<LedgerException>(() => database.Guard(() => database.ReadNumber($"{Endless} count(*) FROM n")));

        Assert.Contains("takes longer than any ledger takes", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE vehicle SET remote_id = '..'", "can't be a car's id")]
    [InlineData("UPDATE vehicle SET remote_id = ''", "has no id of a car")]
    [InlineData("UPDATE vehicle SET remote_id = 'a' || char(27) || '[2J'", "can't be a car's id")]
    [InlineData("UPDATE vehicle SET vin = NULL, key = 'x'", "neither a VIN")]
    [InlineData("UPDATE vehicle SET vin = NULL, key = '#'", "configuration number")]
    [InlineData("UPDATE vehicle SET configuration_number = char(27)", "configuration number")]
    [InlineData("UPDATE feed SET name = 'a' || char(27)", "Its feed")]
    [InlineData("UPDATE payload SET json = replace(json, 'Sportage', 'Sport\\u001bage')", "control characters")]
    [InlineData("UPDATE payload SET json = '[]'", "Its car can't be read: it is not a JSON object")]
    public async Task Impossible_row_of_a_foreign_ledger_is_one_error(string sql, string message)
    {
        var source = AdoptionSource.Read(await BackupAsync(sql), "default", TimeProvider.System, Stop);

        Assert.Empty(source.Rows);
        var error = Assert.Single(source.Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message + error.Vehicle, char.IsControl);
    }

    [Theory]
    [InlineData("UPDATE vehicle SET price_set_by = 'Nobody'", "price_set_by holds 'Nobody', which is not Feed or Hand or Server")]
    [InlineData("UPDATE vehicle SET first_listed_at = 'yesterday'", "first_listed_at holds 'yesterday', which is not a time")]
    public async Task Impossible_value_of_a_foreign_ledger_is_refused_with_its_column(string sql, string message)
    {
        var path = await BackupAsync("PRAGMA ignore_check_constraints = ON; " + sql);

        var exception = Assert.Throws<LedgerException>(() => AdoptionSource.Read(path, "default", TimeProvider.System, Stop));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"car_id\":\"ID1\"", "\"car_id\":\"..\"", "can't be a car's id")]
    [InlineData("\"car_id\":\"ID1\"", "\"car_id\":\"\\u001b[2J\"", "can't be a car's id")]
    [InlineData("\"feed\":\"default\"", "\"feed\":\"\\u202e\"", "Its feed")]
    [InlineData("\"feed\":\"default\"", "\"feed\":null", "feed")]
    [InlineData("\"state\":\"Active\"", "\"state\":7", "Its 'listing.state' is wrong; right would be Active or Closed or InDoubt.")]
    [InlineData("\"state\":\"Active\"", "\"state\":\"active, closed\"", "Its 'listing.state' is wrong")]
    [InlineData("\"state\":\"Active\"", "\"stat\":\"Active\"", "Its 'listing.state' is missing")]
    [InlineData("\"feed\":\"default\"", "\"feed\":{}", "Its 'listing.feed' is wrong; right would be a text.")]
    [InlineData("\"car\":{", "\"cart\":{", "Its 'listing.car' is missing")]
    [InlineData("\"vin\":", "\"vim\":", "its vin is wrong; right would be a text or null; it is missing")]
    [InlineData("\"make\":", "\"make\":7,\"x\":", "its make is wrong; right would be a text")]
    [InlineData("\"fuelType\":", "\"fuelType\":\"WOOD\",\"x\":", "its fuelType is wrong; right would be one of the API's words")]
    [InlineData("\"pricing\":", "\"pricing\":[],\"x\":", "right would be an object pricing around it")]
    [InlineData("\"listPrice\":", "\"listPrice\":\"dear\",\"x\":", "its pricing.listPrice is wrong; right would be an amount")]
    [InlineData("\"list\":", "\"list\":\"x\",\"y\":", "Its 'prices[0].list' is wrong; right would be a number.")]
    [InlineData("\"listing\":{", "\"listing\":[],\"x\":{", "Its 'listing' is wrong; right would be an object.")]
    [InlineData("\"key\":\"", "\"kay\":\"", "Its 'key' is missing")]
    [InlineData("\"state\":\"Active\"", "\"state\":\"InDoubt\"", "neither Active nor Closed")]
    [InlineData("\"state\":\"Active\"", "\"state\":\"Closed\"", "since when")]
    [InlineData("\"key\":\"", "\"key\":\"\\u001b", "neither a VIN")]
    public async Task Invalid_vehicle_of_a_json_backup_is_one_error(string right, string wrong, string message)
    {
        var path = await BackupAsync(string.Empty, LedgerFormat.Json);
        var text = await File.ReadAllTextAsync(path, Stop);
        var id = text.Split("\"car_id\":\"")[1].Split('"')[0];
        text = text.Replace($"\"car_id\":\"{id}\"", "\"car_id\":\"ID1\"", StringComparison.Ordinal);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var at = text.IndexOf(right, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text[..at] + wrong + text[(at + right.Length)..], Stop);

        var source = AdoptionSource.Read(path, "default", TimeProvider.System, Stop);

        Assert.Empty(source.Rows);
        var error = Assert.Single(source.Errors);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message + error.Vehicle, char.IsControl);
    }

    [Fact]
    public void Csv_and_uploader_state_rows_are_checked_too()
    {
        var csv = Path.Combine(_folder, "a.csv");
        File.WriteAllText(csv, $"vin,car_id,configuration_number\n{TestCars.CreateVin(1)},..,\n{TestCars.CreateVin(2)},a\u001B[2J,\n,b,{new string('x', 5000)}\n{TestCars.CreateVin(3)}\u001B,c,\n{TestCars.CreateVin(4)},{new string('y', 300)},\n{TestCars.CreateVin(5)},ok,\n");
        var state = Path.Combine(_folder, "a.json");
        File.WriteAllText(state, $$"""{"vehicles":{"{{TestCars.CreateVin(1)}}":{"car_id":""},"\u001b[2J":{"car_id":"a"},"{{TestCars.CreateVin(2)}}":{"car_id":".."} } }""");

        var (first, second) = (AdoptionSource.Read(csv, "default", TimeProvider.System, Stop), AdoptionSource.Read(state, "default", TimeProvider.System, Stop));

        Assert.Equal((1, 5), (first.Rows.Count, first.Errors.Count));
        Assert.Equal((0, 3), (second.Rows.Count, second.Errors.Count));
        Assert.All([.. first.Errors, .. second.Errors], error => Assert.DoesNotContain(error.Message + error.Vehicle, char.IsControl));
    }

    [Fact]
    public void A_pipe_or_a_device_is_refused_without_waiting()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "NOT TESTED: this system has no /dev/zero.");
        Assert.Contains("a pipe or a device", Assert.Throws<AdoptionException>(() => AdoptionSource.Read("/dev/zero", "default", TimeProvider.System, Stop)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>A backup with one listed car, into which somebody has written.</summary>
    private async Task<string> BackupAsync(string sql, LedgerFormat format = LedgerFormat.Native)
    {
        await using var rig = new SyncRig();
        _ = await rig.SyncAsync([1]);
        var path = Path.Combine(_folder, "backup");
        LedgerExport.Write(rig.Store.Ledger, path, format, overwrite: false, [], rig.Time.GetUtcNow());
        if (sql.Length == 0)
            return path;
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_keys = OFF; " + sql;
        await command.ExecuteNonQueryAsync(Stop);
        return path;
    }
}
