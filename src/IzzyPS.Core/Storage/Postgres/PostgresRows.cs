using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>The rows of a query in PostgreSQL.</summary>
internal sealed class PostgresRows(PostgresAddress address, NpgsqlCommand? command, NpgsqlDataReader reader) : ILedgerRows
{
    internal static string? ToText(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public bool Step() => reader.Read();

    public bool IsNull(int column) => reader.IsDBNull(column);

    public long Int64(int column) => reader.GetInt64(column);

    public bool Boolean(int column) =>
        reader.GetFieldType(column) == typeof(bool) ? reader.GetBoolean(column) : reader.GetInt64(column) != 0;

    public ReadOnlySpan<byte> Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    public string? Text(int column) => IsNull(column) ? null : reader.GetString(column);

    public Guid Guid(int column) => reader.GetGuid(column);

    public UInt128 UInt128(int column) =>
        Bytes(column) is { Length: 16 } bytes ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : throw Unreadable(column, "a hash");

    public decimal? Decimal(int column) =>
        IsNull(column) ? null
        : decimal.TryParse(Bytes(column), CultureInfo.InvariantCulture, out var value) ? value
        : throw Unreadable(column, "a price");

    public DateTimeOffset? Time(int column) =>
        IsNull(column) ? null
        : Utf8Parser.TryParse(Bytes(column), out DateTimeOffset value, out _, 'O') ? value
        : throw Unreadable(column, "a time");

    public TEnum Word<TEnum>(int column)
        where TEnum : struct, Enum =>
        LedgerWord<TEnum>.TryParse(Bytes(column), out var value) ? value : throw Unreadable(column, string.Join(" or ", Enum.GetNames<TEnum>()));

    public TEnum? WordOrNull<TEnum>(int column)
        where TEnum : struct, Enum => IsNull(column) ? null : Word<TEnum>(column);

    public void Dispose()
    {
        reader.Dispose();
        command?.Dispose();
    }

    private LedgerException Unreadable(int column, string expected) =>
        LedgerRefusal.Corrupt(address.Location, $"{reader.GetName(column)} holds '{reader.GetValue(column)}', which is not {expected}");
}
