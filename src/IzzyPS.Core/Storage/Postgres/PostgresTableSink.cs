using IzzyPS.Hashing;
using Npgsql;
using NpgsqlTypes;

namespace IzzyPS.Storage.Postgres;

/// <summary>Inserts the rows of a table in bulk, in PostgreSQL's binary form.</summary>
internal sealed class PostgresTableSink(PostgresDatabase database, LedgerTable table) : ITableSink
{
    private readonly NpgsqlBinaryImporter _importer = database.CopyIn($"COPY {table.Name} ({table.ColumnList}) FROM STDIN (FORMAT binary)");
    private int _column;

    public void Write(long? value)
    {
        var kind = table.Columns[_column].Kind;
        Start();
        if (value is not { } number)
            _importer.WriteNull();
        else if (kind == ColumnKind.Int32)
            _importer.Write(checked((int)number), NpgsqlDbType.Integer);
        else
            _importer.Write(number, NpgsqlDbType.Bigint);
    }

    public void Write(string? value)
    {
        Start();
        if (value is null)
            _importer.WriteNull();
        else
            _importer.Write(value, NpgsqlDbType.Text);
    }

    public void Write(Guid? value)
    {
        Start();
        if (value is { } id)
            _importer.Write(id, NpgsqlDbType.Uuid);
        else
            _importer.WriteNull();
    }

    public void Write(ContentHash? value)
    {
        Start();
        if (value is not { } hash)
        {
            _importer.WriteNull();
            return;
        }

        _importer.Write(hash.ToArray(), NpgsqlDbType.Bytea);
    }

    public void EndRow() => _column = 0;

    public void Complete()
    {
        _ = _importer.Complete();
        _importer.Dispose();
        // The rows brought their own ids, so the database must continue to number after the highest id.
        if (table.HasIds)
            database.Query($"SELECT setval(pg_get_serial_sequence($1, 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM {table.Name}", table.Name).Dispose();
    }

    public void Dispose() => _importer.Dispose();

    private void Start()
    {
        if (_column++ == 0)
            _importer.StartRow();
    }
}
