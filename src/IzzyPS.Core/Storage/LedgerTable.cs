namespace IzzyPS.Storage;

/// <summary>How a column's values are read and written.</summary>
internal enum ColumnKind
{
    Text = 1,
    Int32,
    Int64,
    Id,
    Hash,
}

/// <summary>A table that exists in SQLite and in PostgreSQL, with the columns that both have.</summary>
/// <param name="Name">The table's name.</param>
/// <param name="HasIds">Whether the database numbers the rows.</param>
/// <param name="Columns">The table's columns.</param>
internal sealed record LedgerTable(string Name, bool HasIds, IReadOnlyList<(string Name, ColumnKind Kind)> Columns)
{
    /// <summary>
    /// All tables that are copied when a ledger moves. No table refers to a later one in this order. The tables of the lease are not copied.
    /// </summary>
    internal static readonly IReadOnlyList<LedgerTable> All =
    [
        Create("feed", "id:l name established_serial:l content tail held_base:i"),
        Create("run", "id:l uuid:u kind trigger feed_id:l plan:u planned_at base_serial:l is_from_stock:i state is_shared:i started_at ended_at host user command "
            + "planned:i created:i updated:i repriced:i closed:i in_doubt:i failed:i"),
        Create("run_file", "run_id:l position:i path sha256 rows:i rows_rejected:i has_final_line_break:i"),
        Create("run_warning", "run_id:l position:i code message file count:i"),
        Create("payload", "id:l hash:h json"),
        Create("vehicle", "id:l key state payload_hash:h feed_id:l is_unconfirmed:i price_set_by payload_id:l vin configuration_number "
            + "remote_id make model list_price sales_price feed_list_price feed_sales_price first_listed_at last_sent_at closed_at "
            + "closed_by close_reason is_released:i emptied"),
        Create("held", "vehicle_id:l run_id:l since code base:i misses:i content"),
        Create("operation", "id:l uuid:u run_id:l feed_id:l subject_kind subject_id:l subject_key kind is_idempotent:i state payload_id:l fence:l attempts:i planned_at sent_at "
            + "ended_at status:i error remote_id"),
        Create("price", "id:l vehicle_id:l run_id:l at list sales set_by"),
        Create("event", "id:l vehicle_id:l run_id:l at name detail"),
    ];

    /// <summary>The columns as a list in SQL. The names are quoted, because some of them are words of SQL.</summary>
    internal string ColumnList => string.Join(", ", Columns.Select(column => $"\"{column.Name}\""));

    /// <summary>
    /// Reads a list of column names. A name may have a colon and the letter of its kind: i for Int32, l for Int64, u for a UUID, h for a hash.
    /// Without a letter the column is text.
    /// </summary>
    internal static IReadOnlyList<(string Name, ColumnKind Kind)> ParseColumns(string columns) =>
    [
        .. columns.Split(' ').Select(column => column.Split(':')).Select(parts => (parts[0], parts.Length == 1 ? ColumnKind.Text : parts[1] switch
        {
            "i" => ColumnKind.Int32,
            "l" => ColumnKind.Int64,
            "u" => ColumnKind.Id,
            _ => ColumnKind.Hash,
        })),
    ];

    private static LedgerTable Create(string name, string columns)
    {
        var parsed = ParseColumns(columns);
        return new LedgerTable(name, parsed[0].Name == "id", parsed);
    }
}
