using System.Globalization;
using System.Text;
using IzzyPS.Hashing;
using Npgsql;
using NpgsqlTypes;

namespace IzzyPS.Storage.Postgres;

/// <summary>Creates parameters in the form of the ledger's columns in PostgreSQL: enumerations, times and prices as text, hashes as bytes.</summary>
internal static class PostgresParameters
{
    /// <summary>Creates a parameter with one value.</summary>
    internal static NpgsqlParameter Create(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Unknown },
        long or int or string or string[] or Guid or Guid[] or TimeSpan => new NpgsqlParameter { Value = value },
        _ => new NpgsqlParameter { Value = ToText(value), NpgsqlDbType = NpgsqlDbType.Text },
    };

    /// <summary>Creates a parameter that takes one column of many rows.</summary>
    internal static NpgsqlParameter CreateArray(ColumnKind kind) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | kind switch
        {
            ColumnKind.Int32 => NpgsqlDbType.Integer,
            ColumnKind.Int64 => NpgsqlDbType.Bigint,
            ColumnKind.Id => NpgsqlDbType.Uuid,
            ColumnKind.Hash => NpgsqlDbType.Bytea,
            _ => NpgsqlDbType.Text,
        },
    };

    /// <summary>Collects one column of many rows.</summary>
    internal static Array ToArray(ColumnKind kind, IReadOnlyList<object?[]> rows, int column) => kind switch
    {
        ColumnKind.Int32 => Convert<int?>(rows, column, static value => (int?)value),
        ColumnKind.Int64 => Convert<long?>(rows, column, static value => value is int number ? number : (long?)value),
        ColumnKind.Id => Convert<Guid?>(rows, column, static value => (Guid?)value),
        ColumnKind.Hash => Convert<byte[]?>(rows, column, static value => value is ContentHash hash ? hash.ToArray() : null),
        _ => Convert<string?>(rows, column, ToText),
    };

    private static T[] Convert<T>(IReadOnlyList<object?[]> rows, int column, Func<object?, T> convert)
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++)
            values[row] = convert(rows[row][column]);
        return values;
    }

    private static string? ToText(object? value) => value switch
    {
        null => null,
        string text => text,
        DateTimeOffset time => PostgresRows.ToText(time),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        ReadOnlyMemory<byte> utf8 => Encoding.UTF8.GetString(utf8.Span),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "A ledger has no parameters of this type."),
    };
}
