using IzzyPS.Ledger.Opening;
using IzzyPS.Output;
using IzzyPS.Storage.Postgres;
using Npgsql;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>A server and a role that nobody knows get no password, and nothing of theirs is run.</summary>
/// <remarks>A role that may write to every table makes every ledger of the server refused: no other test runs meanwhile.</remarks>
[CollectionDefinition(nameof(PostgresStrangerTests), DisableParallelization = true)]
[Collection(nameof(PostgresStrangerTests))]
[Trait("Category", "Slow")]
public sealed class PostgresStrangerTests : IDisposable
{
    private readonly LedgerHome _home = new(LedgerKind.Postgres);
    private readonly string _stranger = $"stranger_{Guid.NewGuid():N}";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Schema => PostgresAddress.Parse(_home.Options.Path!, _home.Account).Schema;

    [Theory]
    [InlineData(FakeLogin.CleartextPassword, "", "does not ask for SCRAM")]
    [InlineData(FakeLogin.Md5, "", "does not ask for SCRAM")]
    [InlineData(FakeLogin.Ok, "", "does not ask for SCRAM")]
    [InlineData(FakeLogin.CleartextPassword, "?sslmode=verify-full", "offers no TLS")]
    [InlineData(FakeLogin.Ok, "?sslmode=require", "offers no TLS")]
    public void A_false_server_gets_no_password(FakeLogin login, string options, string message)
    {
        using var server = new FakePostgres(login);
        var address = $"postgres://izzy:{PostgresServer.Password}@127.0.0.1:{server.Port}/izzy{options}";

        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { Path = address }));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(LedgerFault.Storage, exception.Fault);
        Assert.True(server.Connections > 0);
        Assert.DoesNotContain(PostgresServer.Password, server.Received + exception, StringComparison.Ordinal);
        Assert.DoesNotContain("md5", server.Received, StringComparison.Ordinal);
        if (options.Length > 0)
            Assert.DoesNotContain("izzy", server.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_named_by_a_moved_ledger_is_shown_and_not_contacted()
    {
        _home.Open().Dispose();
        using var server = new FakePostgres(FakeLogin.CleartextPassword);
        _home.ExecuteSql($"UPDATE meta SET moved_to = 'postgres://izzy:other-secret@127.0.0.1:{server.Port}/izzy'");

        var exception = Assert.Throws<LedgerException>(_home.Open);

        Assert.Equal(LedgerFault.Moved, exception.Fault);
        Assert.Contains($"127.0.0.1:{server.Port}/izzy", Outgoing.ToLine(exception.Message), StringComparison.Ordinal);
        Assert.DoesNotContain("other-secret", Outgoing.ToLine(exception.Message), StringComparison.Ordinal);
        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("//host.example.test/share/ledger.db")]
    [InlineData("\\\\host.example.test\\share\\ledger.db")]
    [InlineData("ledger.db")]
    [InlineData("http://host.example.test/ledger.db")]
    [InlineData("postgres://127.0.0.1:5432/izzy?connect_timeout=5000")]
    public void Share_or_odd_path_named_by_a_moved_ledger_is_not_opened(string place)
    {
        _home.Open().Dispose();
        _home.ExecuteSql($"UPDATE meta SET moved_to = '{place}'");

        Assert.Equal(LedgerFault.Moved, Assert.Throws<LedgerException>(_home.Open).Fault);
    }

    [Fact]
    public void Schema_prepared_by_another_role_is_refused_before_any_of_it_runs()
    {
        Super($"""
            CREATE ROLE {_stranger};
            CREATE SCHEMA {Schema} AUTHORIZATION {_stranger};
            CREATE TABLE public.{_stranger} (who text);
            GRANT ALL ON public.{_stranger} TO PUBLIC;
            SET ROLE {_stranger};
            GRANT ALL ON SCHEMA {Schema} TO PUBLIC;
            SET search_path = {Schema};
            CREATE FUNCTION run_me() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.{_stranger} VALUES (current_user); RETURN 4; END $$;
            CREATE VIEW script AS SELECT run_me() AS number, ''::text AS applied_at;
            CREATE VIEW meta AS SELECT gen_random_uuid() AS lineage, run_me()::bigint AS serial, '{_home.Account.Hash}'::text AS account, NULL::text AS moved_to;
            CREATE VIEW lease AS SELECT run_me() AS fence;
            CREATE VIEW runner AS SELECT run_me() AS fence, NULL::text AS ended_at;
            GRANT ALL ON ALL TABLES IN SCHEMA {Schema} TO PUBLIC;
            """);
        try
        {
            foreach (var options in new[] { _home.Options, _home.Options with { NewLedger = true } })
            {
                var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(options));

                Assert.Equal(LedgerFault.Untrusted, exception.Fault);
                Assert.Contains($"belongs to the role {_stranger}", exception.Message, StringComparison.Ordinal);
            }

            Assert.Throws<LedgerException>(() => LedgerStore.GetPlace(_home.Options).ReadMark());
            Assert.Throws<LedgerException>(() => LedgerStore.GetPlace(_home.Options).ClearMovedMark("x"));
            Assert.Equal(0L, _home.ExecuteSql($"SELECT count(*) FROM public.{_stranger}"));
        }
        finally
        {
            Super($"DROP SCHEMA {Schema} CASCADE; DROP TABLE public.{_stranger}; DROP ROLE {_stranger}");
        }
    }

    [Theory]
    [InlineData("CREATE FUNCTION mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; ALTER FUNCTION mine() OWNER TO {0}", "its function mine belongs to the role {0}")]
    [InlineData("ALTER TABLE vehicle OWNER TO {0}", "its relation vehicle belongs to the role {0}")]
    [InlineData("GRANT CREATE ON SCHEMA {1} TO PUBLIC", "everybody may create objects in the schema")]
    [InlineData("GRANT TRIGGER ON operation TO {0}", "the role {0} may change its relation operation")]
    [InlineData("GRANT UPDATE (remote_id) ON vehicle TO {0}", "the role {0} may change the column remote_id of vehicle")]
    [InlineData("GRANT USAGE ON SEQUENCE vehicle_id_seq TO {0}", "the role {0} may change its relation vehicle_id_seq")]
    [InlineData("GRANT UPDATE ON SEQUENCE vehicle_id_seq TO {0}", "the role {0} may change its relation vehicle_id_seq")]
    [InlineData("ALTER DEFAULT PRIVILEGES IN SCHEMA {1} GRANT ALL ON TABLES TO PUBLIC", "everybody may change what this user makes from now on")]
    [InlineData("ALTER DEFAULT PRIVILEGES IN SCHEMA {1} GRANT USAGE ON SEQUENCES TO {0}", "the role {0} may change what this user makes from now on")]
    [InlineData("GRANT izzy TO {0}", "the role {0} is a member of izzy")]
    [InlineData("GRANT pg_write_all_data TO {0}", "the role {0} is a member of pg_write_all_data")]
    [InlineData("CREATE VIEW v AS SELECT 1", "its relation v is not a plain table")]
    [InlineData("CREATE RULE r AS ON INSERT TO event DO ALSO NOTHING", "its relation event has the rule r")]
    [InlineData("ALTER TABLE meta ENABLE ROW LEVEL SECURITY", "its relation meta is not a plain table")]
    public void Ledger_that_other_roles_may_change_is_refused_with_their_rights(string sql, string message)
    {
        _home.Open().Dispose();
        Super($"CREATE ROLE {_stranger}");
        try
        {
            _home.ExecuteSql(string.Format(null, sql, _stranger, Schema));

            var exception = Assert.Throws<LedgerException>(_home.Open);

            Assert.Equal(LedgerFault.Untrusted, exception.Fault);
            Assert.Contains(string.Format(null, message, _stranger), exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Super($"REASSIGN OWNED BY {_stranger} TO izzy; DROP OWNED BY {_stranger}; DROP ROLE {_stranger}");
        }
    }

    [Theory]
    [InlineData("CREATE TRIGGER t BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_change()", "its trigger event.t is not IzzyPS's own")]
    [InlineData("CREATE FUNCTION refuse_change(numeric) RETURNS void LANGUAGE sql AS ''", "its function refuse_change(numeric) is not IzzyPS's own")]
    [InlineData("ALTER FUNCTION refuse_change() SECURITY DEFINER", "its function refuse_change() was changed")]
    [InlineData("ALTER TABLE vehicle ALTER is_released SET DEFAULT abs(1)", "its column vehicle.is_released was changed")]
    [InlineData("CREATE INDEX i ON vehicle (lower(make))", "its index i is not IzzyPS's own")]
    [InlineData("ALTER SEQUENCE vehicle_id_seq MAXVALUE 2000 CYCLE", "its sequence vehicle_id_seq was changed")]
    [InlineData("CREATE STATISTICS s ON make, model FROM vehicle", "its statistics object @.s is not IzzyPS's own")]
    [InlineData("CREATE COLLATION c FROM \"C\"", "its collation @.c is not IzzyPS's own")]
    [InlineData("CREATE CONVERSION c FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1", "its conversion @.c is not IzzyPS's own")]
    [InlineData("CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = simple)", "its text search dictionary @.d is not IzzyPS's own")]
    [InlineData("CREATE TEXT SEARCH CONFIGURATION c (COPY = simple)", "its text search configuration @.c is not IzzyPS's own")]
    [InlineData("CREATE OPERATOR FAMILY f USING btree", "its operator family @.f USING btree is not IzzyPS's own")]
    [InlineData("CREATE DOMAIN d AS text", "its type d is not IzzyPS's own")]
    [InlineData("CREATE TABLE public.{0} (id bigint REFERENCES vehicle)", "of another schema's table to vehicle is not IzzyPS's own")]
    [InlineData("ALTER TABLE run_file DISABLE TRIGGER ALL", "its disabled check of the key run_file_run_id_fkey on run_file is not IzzyPS's own")]
    public void Foreign_definition_in_the_schema_is_named(string sql, string message)
    {
        _home.Open().Dispose();
        _home.ExecuteSql(string.Format(null, sql, _stranger));
        try
        {
            var exception = Assert.Throws<LedgerException>(_home.Open);

            Assert.Equal(LedgerFault.Corrupt, exception.Fault);
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            _home.ExecuteSql($"DROP TABLE IF EXISTS public.{_stranger}");
        }
    }

    [Fact]
    public void Default_privileges_are_refused_before_a_ledger_is_made()
    {
        var (owner, options) = OwnerOfItsOwn("");
        try
        {
            Super($"SET ROLE {owner}; ALTER DEFAULT PRIVILEGES GRANT INSERT ON TABLES TO PUBLIC");

            var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(options));

            Assert.Equal(LedgerFault.Untrusted, exception.Fault);
            Assert.Equal(0L, _home.ExecuteSql($"SELECT count(*) FROM pg_namespace WHERE nspname = '{Schema}'"));
        }
        finally
        {
            Super($"DROP OWNED BY {owner}; DROP ROLE {owner}");
        }
    }

    [Fact]
    public void Settings_of_a_role_do_not_change_what_a_session_means()
    {
        var (owner, options) = OwnerOfItsOwn(
            "ALTER ROLE {0} SET transform_null_equals = on; ALTER ROLE {0} SET default_transaction_isolation = 'serializable'; ALTER ROLE {0} SET row_security = off; " +
            "ALTER ROLE {0} SET DateStyle = 'SQL, DMY'; ALTER ROLE {0} SET TimeZone = 'Asia/Tokyo'; ALTER ROLE {0} SET standard_conforming_strings = off");
        try
        {
            LedgerStore.Open(options).Dispose();
            using var database = PostgresDatabase.Open(PostgresAddress.Parse(options.Path!, options.Account), stop: Stop);
            using var rows = database.Query(
                "SELECT concat_ws(' ', current_setting('transform_null_equals'), current_setting('transaction_isolation'), current_setting('row_security'), " +
                "current_setting('DateStyle'), current_setting('TimeZone'), current_setting('standard_conforming_strings'))");

            Assert.True(rows.Step());
            Assert.Equal("off read committed on ISO, MDY UTC on", rows.GetText(0));
        }
        finally
        {
            Super($"DROP OWNED BY {owner}; DROP ROLE {owner}");
        }
    }

    [Fact]
    public void A_role_whose_sessions_have_no_triggers_is_refused()
    {
        var (owner, options) = OwnerOfItsOwn("ALTER ROLE {0} SET session_replication_role = replica");
        try
        {
            var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(options));

            Assert.Equal(LedgerFault.Storage, exception.Fault);
            Assert.Contains("session_replication_role", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Super($"DROP OWNED BY {owner}; DROP ROLE {owner}");
        }
    }

    [Fact]
    public void Others_may_read_a_ledger()
    {
        _home.Open().Dispose();
        Super($"CREATE ROLE {_stranger}; GRANT USAGE ON SCHEMA {Schema} TO {_stranger}; GRANT SELECT ON ALL TABLES IN SCHEMA {Schema} TO {_stranger}");
        try
        {
            _home.Open().Dispose();
        }
        finally
        {
            Super($"DROP OWNED BY {_stranger}; DROP ROLE {_stranger}");
        }
    }

    [Fact]
    public void Each_function_and_each_session_has_a_fixed_search_path()
    {
        _home.Open().Dispose();

        Assert.Equal($"{Schema}, pg_temp", _home.ExecuteSql("SHOW search_path"));
        Assert.Null(_home.ExecuteSql($"SELECT proname FROM pg_proc WHERE pronamespace = '{Schema}'::regnamespace AND NOT coalesce('search_path={Schema}, pg_temp' = ANY (proconfig), false)"));
    }

    [Fact]
    public async Task A_temporary_table_of_the_session_hides_none_of_ours()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        await using var connection = new NpgsqlConnection(PostgresAddress.Parse(_home.Options.Path!, _home.Account).ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand("CREATE TEMP TABLE meta (serial bigint); SELECT count(*) FROM meta WHERE lineage IS NOT NULL", connection);

        Assert.Equal(1L, await command.ExecuteScalarAsync(Stop));
    }

    public void Dispose() => _home.Dispose();

    /// <summary>A role that is no superuser and may make a ledger, and this test's ledger by its name.</summary>
    private (string Role, LedgerOptions Options) OwnerOfItsOwn(string settings)
    {
        const string Password = "an-owner-of-its-own";
        Super(string.Format(null, "CREATE ROLE {0} LOGIN PASSWORD '" + Password + "'; GRANT CREATE ON DATABASE postgres TO {0};" + settings, _stranger));
        var address = _home.Options.Path!;
        return (_stranger, _home.Options with { Path = $"postgres://{_stranger}:{Password}{address[address.IndexOf('@', StringComparison.Ordinal)..]}" });
    }

    /// <summary>The tests' user is a superuser, which the stranger is not.</summary>
    private static void Super(string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(PostgresServer.Address, new(new Uri("https://api.example.test/"), "x")).ConnectionString) { Pooling = false };
        using var connection = new NpgsqlConnection(address.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
