using IzzyPS.Hashing;


namespace IzzyPS.Storage.Sqlite;

/// <summary>Inserts the rows of a table one by one.</summary>
internal sealed class SqliteTableSink : ITableSink
{
    private readonly SqliteStatement _insert;

    internal SqliteTableSink(SqliteDatabase database, LedgerTable table) => _insert = database.CreateStatement(
        $"INSERT INTO {table.Name} ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select(_ => "?"))})");

    public void Write(long? value) => _insert.Bind(value);

    public void Write(string? value) => _insert.Bind(value);

    public void Write(Guid? value) => _ = value is { } id ? _insert.Bind(id) : _insert.BindNull();

    public void Write(ContentHash? value) => _ = value is { } hash ? _insert.Bind(hash) : _insert.BindNull();

    public void EndRow() => _insert.Run();

    public void Complete()
    {
    }

    public void Dispose() => _insert.Dispose();
}
