
namespace IzzyPS.Storage.Sqlite;

/// <summary>The results of a prepared statement that runs once for each row of parameters.</summary>
internal sealed class SqliteRowQuery(SqliteStatement statement, IReadOnlyList<object?[]> parameters) : LedgerRows
{
    private int _next;

    internal override bool Step()
    {
        while (true)
        {
            if (_next > 0 && statement.Step())
                return true;
            statement.Reset();
            if (_next == parameters.Count)
                return false;
            _ = statement.BindRow(parameters[_next++]);
        }
    }

    internal override bool IsNull(int column) => statement.IsNull(column);

    internal override long GetInt64(int column) => statement.GetInt64(column);

    internal override bool GetBoolean(int column) => statement.GetBoolean(column);

    internal override ReadOnlySpan<byte> GetBytes(int column) => statement.GetBytes(column);

    internal override string? GetText(int column) => statement.GetText(column);

    internal override Guid GetGuid(int column) => statement.GetGuid(column);

    public override void Dispose() => statement.Reset();

    internal override Exception CreateUnreadable(int column, string expected) => statement.CreateUnreadable(column, expected);
}
