using System.Collections.Concurrent;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// Decides whether a schema may be used. Everything in a schema runs with this user's rights: a function, a trigger, a view, the condition of a table.
/// Another role may have created the schema first, because the schema's name can be known.
/// </summary>
internal static class PostgresTrust
{
    private const int Named = 3;

    /// <summary>
    /// Finds other roles that own something in the schema, or that may change something in it, now or after its creation. Other roles may read.
    /// A ledger has no views, foreign tables or row security: they are refused here, before the first table is read.
    /// </summary>
    private const string Rights = """
        WITH me AS (SELECT oid FROM pg_roles WHERE rolname = current_user),
        own AS (SELECT oid, nspowner, nspacl FROM pg_namespace WHERE nspname = $1),
        thing (kind, name, owner) AS (
            SELECT 'the schema', '', nspowner FROM own
            UNION ALL SELECT 'its relation ', relname::text, relowner FROM pg_class JOIN own ON relnamespace = own.oid
            UNION ALL SELECT 'its function ', proname::text, proowner FROM pg_proc JOIN own ON pronamespace = own.oid
            UNION ALL SELECT 'its type ', typname::text, typowner FROM pg_type JOIN own ON typnamespace = own.oid
            UNION ALL SELECT 'its operator ', oprname::text, oprowner FROM pg_operator JOIN own ON oprnamespace = own.oid),
        grants (what, grantee) AS (
            SELECT 'create objects in the schema', a.grantee FROM own, aclexplode(nspacl) a WHERE a.privilege_type = 'CREATE'
            UNION ALL SELECT 'change its relation ' || relname::text, a.grantee FROM pg_class JOIN own ON relnamespace = own.oid, aclexplode(relacl) a
            WHERE a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'USAGE')
            UNION ALL SELECT 'change the column ' || attname::text || ' of ' || relname::text, a.grantee
            FROM pg_class JOIN own ON relnamespace = own.oid JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl) a
            WHERE a.privilege_type IN ('INSERT', 'UPDATE', 'REFERENCES')
            UNION ALL SELECT 'change what this user makes from now on (default privileges)', a.grantee FROM pg_default_acl JOIN me ON defaclrole = me.oid, aclexplode(defaclacl) a
            WHERE (defaclnamespace = 0 OR defaclnamespace IN (SELECT oid FROM own))
            AND (a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN', 'CREATE') OR (defaclobjtype = 'S' AND a.privilege_type = 'USAGE'))),
        -- From PostgreSQL 16 on a membership may be one that only lets the role be administered.
        used (word) AS (SELECT unnest(CASE WHEN current_setting('server_version_num')::integer < 160000 THEN ARRAY['MEMBER'] ELSE ARRAY['SET', 'USAGE'] END)),
        member (name, boss) AS (
            SELECT DISTINCT r.rolname::text, b.rolname::text FROM pg_roles r, pg_roles b, me, used
            WHERE (b.oid = me.oid OR b.rolname = 'pg_write_all_data') AND r.oid NOT IN (b.oid, me.oid) AND r.rolname <> session_user AND NOT r.rolsuper AND pg_has_role(r.oid, b.oid, word))
        SELECT kind || name || ' belongs to the role ' || pg_get_userbyid(owner)::text FROM thing, me WHERE owner <> me.oid
        UNION ALL SELECT CASE grantee WHEN 0 THEN 'everybody' ELSE 'the role ' || pg_get_userbyid(grantee)::text END || ' may ' || what FROM grants, me WHERE grantee <> me.oid
        UNION ALL SELECT 'the role ' || name || ' is a member of ' || boss || ' and may change it' FROM member
        UNION ALL SELECT 'its relation ' || relname::text || ' is not a plain table' FROM pg_class JOIN own ON relnamespace = own.oid
        WHERE relkind NOT IN ('r', 'i', 'S', 'c') OR relrowsecurity OR relforcerowsecurity OR relispartition
        UNION ALL SELECT 'its relation ' || relname::text || ' has the rule ' || rulename::text
        FROM pg_rewrite JOIN pg_class ON ev_class = pg_class.oid JOIN own ON relnamespace = own.oid
        """;

    /// <summary>
    /// Reads everything in the schema: the name and the definition of each object, with <c>@</c> in place of the schema's own name. Objects
    /// without a SELECT of their own here (statistics, collations, text search and the new kinds of a newer server) are found by their
    /// dependency on the schema.
    /// </summary>
    private const string Shape = """
        WITH own AS (SELECT oid FROM pg_namespace WHERE nspname = $1), r AS (SELECT pg_class.* FROM pg_class JOIN own ON relnamespace = own.oid)
        SELECT 'relation ' || relname::text, concat_ws(' ', relkind, relpersistence, reloftype, reloptions::text, relreplident) FROM r
        UNION ALL SELECT 'column ' || relname::text || '.' || attname::text, concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            (SELECT collname::text FROM pg_collation WHERE pg_collation.oid = attcollation), pg_get_expr(adbin, adrelid))
        FROM r JOIN pg_attribute ON attrelid = r.oid LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
        WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'c')
        UNION ALL SELECT 'constraint ' || relname::text || '.' || conname::text, concat_ws(' ', replace(pg_get_constraintdef(c.oid), $1, '@'), convalidated)
        FROM r JOIN pg_constraint c ON conrelid = r.oid WHERE contype <> 'n'
        UNION ALL SELECT 'index ' || relname::text, concat_ws(' ', replace(pg_get_indexdef(indexrelid), $1, '@'), indisvalid) FROM r JOIN pg_index ON indexrelid = r.oid
        UNION ALL SELECT 'trigger ' || relname::text || '.' || tgname::text, concat_ws(' ', replace(pg_get_triggerdef(t.oid), $1, '@'), tgenabled)
        FROM r JOIN pg_trigger t ON tgrelid = r.oid WHERE NOT tgisinternal
        UNION ALL SELECT 'disabled check of the key ' || conname::text || ' on ' || relname::text, string_agg(tgenabled::text, '' ORDER BY t.oid)
        FROM r JOIN pg_trigger t ON tgrelid = r.oid JOIN pg_constraint c ON c.oid = tgconstraint WHERE tgisinternal AND tgenabled <> 'O' GROUP BY conname, relname
        UNION ALL SELECT 'key ' || conname::text || ' of another schema''s table to ' || relname::text, ''
        FROM r JOIN pg_constraint c ON confrelid = r.oid WHERE conrelid NOT IN (SELECT oid FROM r)
        UNION ALL SELECT 'subscription to ' || relname::text, '' FROM r JOIN pg_subscription_rel ON srrelid = r.oid
        UNION ALL SELECT 'sequence ' || relname::text, concat_ws(' ', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache, seqcycle)
        FROM r JOIN pg_sequence ON seqrelid = r.oid
        UNION ALL SELECT 'policy ' || relname::text || '.' || polname::text, '' FROM r JOIN pg_policy ON polrelid = r.oid
        UNION ALL SELECT 'heir of ' || relname::text, inhrelid::text FROM r JOIN pg_inherits ON inhparent = r.oid OR inhrelid = r.oid
        UNION ALL SELECT 'function ' || proname::text || '(' || pg_get_function_identity_arguments(p.oid) || ')', concat_ws(' ', format_type(prorettype, NULL), lanname,
            prokind, prosecdef, proisstrict, proretset, provolatile, proleakproof, replace(proconfig::text, $1, '@'), pg_get_expr(proargdefaults, 0), probin, prosrc)
        FROM pg_proc p JOIN own ON pronamespace = own.oid JOIN pg_language l ON l.oid = prolang
        UNION ALL SELECT 'type ' || typname::text, typtype::text FROM pg_type JOIN own ON typnamespace = own.oid
        UNION ALL SELECT 'operator ' || oprname::text, '' FROM pg_operator JOIN own ON oprnamespace = own.oid
        UNION ALL SELECT o.type || ' ' || replace(o.identity, $1, '@'), ''
        FROM own JOIN pg_depend ON refclassid = 'pg_namespace'::regclass AND refobjid = own.oid, pg_identify_object(classid, objid, objsubid) o
        WHERE classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass, 'pg_default_acl'::regclass)
        """;

    /// <summary>
    /// What the scripts create, by the server's version and the number of scripts. Each version of PostgreSQL words definitions in its own way.
    /// </summary>
    private static readonly ConcurrentDictionary<(string Server, int Version), Dictionary<string, string>> Expected = new();

    /// <summary>Refuses a schema that another role owns or may change.</summary>
    /// <exception cref="LedgerException">
    /// Another role has such a right. The message names the role and the right (<see cref="LedgerFault.Untrusted"/>).
    /// </exception>
    internal static void CheckRights(PostgresDatabase database, PostgresAddress address)
    {
        var faults = database.RunAndRollBack(() =>
        {
            SetSearchPath(database, "pg_catalog");
            var found = new List<string>();
            using var rows = database.Query(Rights, address.Schema);
            while (rows.Step())
                found.Add(rows.GetText(0)!);
            // The message names only the first faults. The owner of an object says most, so the owners come first.
            return found.OrderByDescending(fault => fault.Contains(" belongs to the role ", StringComparison.Ordinal)).ThenBy(fault => fault, StringComparer.Ordinal).ToList();
        });
        if (faults.Count > 0)
        {
            throw new LedgerException(
                LedgerFault.Untrusted,
                $"The ledger '{address.Location}' is not used. Everything in the schema {address.Schema} would run with this user's rights, but {ToText(faults)}. " +
                "If this user made the ledger, remove those rights (REVOKE, ALTER … OWNER TO). If not, ask the owner to rename or drop the schema. Nothing in the schema was run.");
        }
    }

    /// <summary>Refuses a schema that differs from what the scripts create.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="address">The address of the ledger.</param>
    /// <param name="scripts">The scripts that created the schema, as the schema states it.</param>
    /// <exception cref="LedgerException">The message names what is missing, changed or unknown (<see cref="LedgerFault.Corrupt"/>).</exception>
    internal static void CheckShape(PostgresDatabase database, PostgresAddress address, IReadOnlyList<string> scripts)
    {
        var found = database.RunAndRollBack(() => Describe(database, address.Schema));
        var expected = Expected.GetOrAdd((database.ServerVersion, scripts.Count), _ => Make(database, address, scripts));
        List<string> faults =
        [
            .. expected.Keys.Where(name => !found.ContainsKey(name)).Select(name => $"its {name} is missing"),
            .. found.Keys.Where(name => !expected.ContainsKey(name)).Select(name => $"its {name} is not IzzyPS's own"),
            .. expected.Where(pair => found.TryGetValue(pair.Key, out var definition) && definition != pair.Value).Select(pair => $"its {pair.Key} was changed"),
        ];
        if (faults.Count > 0)
            throw LedgerRefusal.CreateCorrupt(address.Location, ToText([.. faults.Order(StringComparer.Ordinal)]));
    }

    /// <summary>Creates the tables in a scratch schema, describes them, and rolls the transaction back.</summary>
    private static Dictionary<string, string> Make(PostgresDatabase database, PostgresAddress address, IReadOnlyList<string> scripts)
    {
        try
        {
            return database.RunAndRollBack(() =>
            {
                var scratch = $"izzyps_scratch_{Guid.CreateVersion7():N}";
                database.Execute($"CREATE SCHEMA {scratch}");
                database.Execute($"SET LOCAL search_path = {scratch}, pg_temp");
                database.Execute(PostgresPlace.ScriptTable);
                foreach (var script in scripts)
                    database.Execute(script);
                return Describe(database, scratch);
            });
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw PostgresFaults.CreateStorage(
                address, "this user may not create a schema there, and a scratch schema is needed to compare the ledger's functions with IzzyPS's own; GRANT CREATE ON DATABASE to this user", exception);
        }
    }

    private static Dictionary<string, string> Describe(PostgresDatabase database, string schema)
    {
        SetSearchPath(database, $"pg_catalog, {schema}");
        var shape = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = database.Query(Shape, schema);
        while (rows.Step())
            shape[rows.GetText(0)!] = rows.GetText(1)!;
        return shape;
    }

    /// <summary>
    /// Sets the search path of the transaction. <c>pg_catalog</c> comes first, so that no function or operator of an untrusted schema hides one
    /// of PostgreSQL's own.
    /// </summary>
    private static void SetSearchPath(PostgresDatabase database, string path) => database.Execute($"SET LOCAL search_path = {path}, pg_temp");

    private static string ToText(List<string> faults) =>
        string.Join("; ", faults.Take(Named)) + (faults.Count > Named ? $"; and {faults.Count - Named} more" : string.Empty);
}
