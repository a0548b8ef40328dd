using IzzyPS.Hashing;

namespace IzzyPS.Storage.Sqlite;

/// <summary>The results of a prepared statement that runs once for each row of parameters.</summary>
internal sealed class SqliteRowQuery(SqliteStatement statement, IReadOnlyList<object?[]> parameters) : ILedgerRows
{
    private int _next;

    public bool Step()
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

    public bool IsNull(int column) => statement.IsNull(column);

    public long GetInt64(int column) => statement.GetInt64(column);

    public bool GetBoolean(int column) => statement.GetBoolean(column);

    public ReadOnlySpan<byte> GetBytes(int column) => statement.GetBytes(column);

    public string? GetText(int column) => statement.GetText(column);

    public Guid GetGuid(int column) => statement.GetGuid(column);

    public ContentHash GetHash(int column) => statement.GetHash(column);

    public decimal? GetDecimal(int column) => statement.GetDecimal(column);

    public DateTimeOffset? GetTime(int column) => statement.GetTime(column);

    public TEnum GetWord<TEnum>(int column)
        where TEnum : struct, Enum => statement.GetWord<TEnum>(column);

    public TEnum? GetWordOrNull<TEnum>(int column)
        where TEnum : struct, Enum => statement.GetWordOrNull<TEnum>(column);

    public void Dispose() => statement.Reset();
}
