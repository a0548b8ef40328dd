using System.Globalization;
using System.Text.RegularExpressions;

namespace IzzyPS.Storage;

/// <summary>
/// One statement for many rows, written once for SQLite and PostgreSQL. In the SQL the rows are a table <c>{rows} r</c>, which must be the last in
/// the FROM clause. PostgreSQL gets all rows in one command, as arrays, because each command is a round trip to the server. SQLite runs inside
/// the process, where a prepared statement costs a few microseconds, so it runs the statement once for each row.
/// </summary>
internal sealed partial class RowStatement
{
    /// <summary>Creates a statement.</summary>
    /// <param name="columns">
    /// The columns of <c>r</c> with their kinds, in the form of <see cref="LedgerTable.ParseColumns"/>: <c>"key serial:l"</c> is a text and an
    /// Int64.
    /// </param>
    /// <param name="sql">The SQL, which contains <c>FROM {rows} r</c> or <c>, {rows} r</c>.</param>
    internal RowStatement(string columns, string sql)
    {
        Columns = LedgerTable.ParseColumns(columns);
        Sqlite = ToSqlite(sql);
        Postgres = ToPostgres(sql);
    }

    internal IReadOnlyList<(string Name, ColumnKind Kind)> Columns { get; }

    /// <summary>The SQL for one row. Each <c>r.name</c> is a parameter.</summary>
    internal string Sqlite { get; }

    /// <summary>The SQL for all rows. The arrays are unnested to the table <c>r</c>.</summary>
    internal string Postgres { get; }

    private string ToSqlite(string sql) => Column().Replace(Rows().Replace(sql, string.Empty), match =>
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (Columns[index].Name == match.Groups["name"].Value)
                return string.Create(CultureInfo.InvariantCulture, $"?{index + 1}");
        }

        throw new InvalidOperationException($"The rows of a statement have no column '{match.Groups["name"].Value}': {sql}");
    });

    private string ToPostgres(string sql)
    {
        var arrays = string.Join(", ", Columns.Select((column, index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}::{GetSqlType(column.Kind)}[]")));
        var names = string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));
        return sql.Replace("{rows} r", $"unnest({arrays}) AS r ({names})", StringComparison.Ordinal);
    }

    private static string GetSqlType(ColumnKind kind) => kind switch
    {
        ColumnKind.Int32 => "integer",
        ColumnKind.Int64 => "bigint",
        ColumnKind.Id => "uuid",
        ColumnKind.Hash => "bytea",
        _ => "text",
    };

    [GeneratedRegex(@"\br\.(?<name>\w+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Column();

    [GeneratedRegex(@"\s*(?:\bFROM|,)\s+\{rows\} r\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();
}
