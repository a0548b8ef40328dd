using System.Buffers.Text;
using System.Globalization;
using IzzyPS.Hashing;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>The rows of a query in PostgreSQL.</summary>
internal sealed class PostgresRows(PostgresAddress address, NpgsqlCommand? command, NpgsqlDataReader reader) : ILedgerRows
{
    internal static string? ToText(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public bool Step() => reader.Read();

    public bool IsNull(int column) => reader.IsDBNull(column);

    public long GetInt64(int column) => reader.GetInt64(column);

    public bool GetBoolean(int column) =>
        reader.GetFieldType(column) == typeof(bool) ? reader.GetBoolean(column) : reader.GetInt64(column) != 0;

    public ReadOnlySpan<byte> GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

    public string? GetText(int column) => IsNull(column) ? null : reader.GetString(column);

    public Guid GetGuid(int column) => reader.GetGuid(column);

    public ContentHash GetHash(int column) =>
        GetBytes(column) is { Length: ContentHash.Size } bytes ? ContentHash.Read(bytes) : throw CreateUnreadable(column, "a hash");

    public decimal? GetDecimal(int column) =>
        IsNull(column) ? null
        : decimal.TryParse(GetBytes(column), CultureInfo.InvariantCulture, out var value) ? value
        : throw CreateUnreadable(column, "a price");

    public DateTimeOffset? GetTime(int column) =>
        IsNull(column) ? null
        : Utf8Parser.TryParse(GetBytes(column), out DateTimeOffset value, out _, 'O') ? value
        : throw CreateUnreadable(column, "a time");

    public TEnum GetWord<TEnum>(int column)
        where TEnum : struct, Enum =>
        LedgerWord<TEnum>.TryParse(GetBytes(column), out var value) ? value : throw CreateUnreadable(column, string.Join(" or ", Enum.GetNames<TEnum>()));

    public TEnum? GetWordOrNull<TEnum>(int column)
        where TEnum : struct, Enum => IsNull(column) ? null : GetWord<TEnum>(column);

    public void Dispose()
    {
        reader.Dispose();
        command?.Dispose();
    }

    private LedgerException CreateUnreadable(int column, string expected) =>
        LedgerRefusal.CreateCorrupt(address.Location, $"{reader.GetName(column)} holds '{reader.GetValue(column)}', which is not {expected}");
}
