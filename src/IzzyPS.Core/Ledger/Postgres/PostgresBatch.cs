using System.Buffers.Binary;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace IzzyPS.Ledger.Postgres;

/// <summary>Commands that go out together, and which of a run's writes each belongs to. Parameters are bound in their order.</summary>
internal sealed class PostgresBatch(PostgresDatabase database) : IDisposable
{
    private readonly NpgsqlBatch _batch = database.Batch();
    private readonly List<int> _writes = [];
    private NpgsqlBatchCommand _command = null!;

    /// <summary>Which of the writes the next commands belong to.</summary>
    internal int Write { get; set; } = -1;

    internal PostgresBatch Add(string sql)
    {
        _command = new NpgsqlBatchCommand(sql);
        _batch.BatchCommands.Add(_command);
        _writes.Add(Write);
        return this;
    }

    internal PostgresBatch Bind(long? value) => Bind(value, NpgsqlDbType.Bigint);

    internal PostgresBatch Bind(int? value) => Bind(value, NpgsqlDbType.Integer);

    internal PostgresBatch Bind(bool value) => Bind(value ? 1 : 0, NpgsqlDbType.Integer);

    internal PostgresBatch Bind(string? value) => Bind(value, NpgsqlDbType.Text);

    internal PostgresBatch Bind(Guid? value) => Bind(value, NpgsqlDbType.Uuid);

    internal PostgresBatch Bind(decimal? value) => Bind(value?.ToString(CultureInfo.InvariantCulture));

    internal PostgresBatch Bind(DateTimeOffset? value) => Bind(PostgresRows.TextOf(value));

    internal PostgresBatch BindWord<TEnum>(TEnum? value)
        where TEnum : struct, Enum => Bind(value?.ToString());

    internal PostgresBatch Bind(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Bind(bytes, NpgsqlDbType.Bytea);
    }

    internal PostgresBatch BindText(ReadOnlyMemory<byte> utf8) => Bind(utf8, NpgsqlDbType.Text);

    /// <summary>Runs them all.</summary>
    /// <returns>The number that the last one gives.</returns>
    internal long Execute()
    {
        using var reader = _batch.ExecuteReader();
        var last = 0L;
        do
        {
            if (reader.FieldCount == 1 && reader.GetFieldType(0) == typeof(long) && reader.Read())
                last = reader.GetInt64(0);
        }
        while (reader.NextResult());
        return last;
    }

    /// <summary>The write that a command failed for; null where it was none of them.</summary>
    internal int? WriteOf(NpgsqlBatchCommand? failed) =>
        failed is not null && _batch.BatchCommands.IndexOf(failed) is >= 0 and var index && _writes[index] >= 0 ? _writes[index] : null;

    public void Dispose() => _batch.Dispose();

    private PostgresBatch Bind(object? value, NpgsqlDbType type)
    {
        _command.Parameters.Add(PostgresDatabase.Parameter(value, type));
        return this;
    }
}
