using System.Globalization;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>The rows of a query in PostgreSQL.</summary>
internal sealed class PostgresRows(PostgresAddress address, NpgsqlCommand? command, NpgsqlDataReader reader) : LedgerRows
{
    internal static string? ToText(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    internal override bool Step() => reader.Read();

    internal override bool IsNull(int column) => reader.IsDBNull(column);

    internal override long GetInt64(int column) => reader.GetInt64(column);

    internal override bool GetBoolean(int column) =>
        reader.GetFieldType(column) == typeof(bool) ? reader.GetBoolean(column) : reader.GetInt64(column) != 0;

    internal override ReadOnlySpan<byte> GetBytes(int column) => reader.GetFieldValue<byte[]>(column);

    internal override string? GetText(int column) => IsNull(column) ? null : reader.GetString(column);

    internal override Guid GetGuid(int column) => reader.GetGuid(column);

    public override void Dispose()
    {
        reader.Dispose();
        command?.Dispose();
    }

    internal override LedgerException CreateUnreadable(int column, string expected) =>
        LedgerRefusal.CreateCorrupt(address.Location, $"{reader.GetName(column)} holds '{reader.GetValue(column)}', which is not {expected}");
}
