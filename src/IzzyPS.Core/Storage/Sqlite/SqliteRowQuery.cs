namespace IzzyPS.Storage.Sqlite;

/// <summary>The results of a prepared statement that is run for one row of parameters after the other.</summary>
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

    public long Int64(int column) => statement.Int64(column);

    public bool Boolean(int column) => statement.Boolean(column);

    public ReadOnlySpan<byte> Bytes(int column) => statement.Bytes(column);

    public string? Text(int column) => statement.Text(column);

    public Guid Guid(int column) => statement.Guid(column);

    public UInt128 UInt128(int column) => statement.UInt128(column);

    public decimal? Decimal(int column) => statement.Decimal(column);

    public DateTimeOffset? Time(int column) => statement.Time(column);

    public TEnum Word<TEnum>(int column)
        where TEnum : struct, Enum => statement.Word<TEnum>(column);

    public TEnum? WordOrNull<TEnum>(int column)
        where TEnum : struct, Enum => statement.WordOrNull<TEnum>(column);

    public void Dispose() => statement.Reset();
}
