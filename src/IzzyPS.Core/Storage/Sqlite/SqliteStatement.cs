using System.Buffers.Text;
using System.Globalization;
using System.Text;
using IzzyPS.Hashing;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// A prepared statement. Parameters and columns go by position, and text is passed as UTF-8 without a string in between. The commands of
/// Microsoft.Data.Sqlite cost three times as much per row, and a ledger has millions of rows. Only one thread may use a statement at a time.
/// </summary>
internal sealed class SqliteStatement : LedgerRows
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _text = new byte[256];
    private int _bound;

    internal SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    /// <summary>Binds the next parameter. Parameters are bound in their order; after <see cref="Reset"/> the first parameter is next.</summary>
    internal SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_bound, value));
        return this;
    }

    internal SqliteStatement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    internal SqliteStatement Bind(bool value) => Bind(value ? 1L : 0L);

    internal SqliteStatement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        if (_text.Length < Encoding.UTF8.GetMaxByteCount(value.Length))
            _text = new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        return BindText(_text.AsSpan(0, Encoding.UTF8.GetBytes(value, _text)));
    }

    internal SqliteStatement BindText(ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite would bind NULL for a missing address.
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, ++_bound, string.Empty) : raw.sqlite3_bind_text(_statement, ++_bound, utf8));
        return this;
    }

    internal SqliteStatement Bind(ContentHash value)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Size];
        value.Write(bytes);
        Check(raw.sqlite3_bind_blob(_statement, ++_bound, bytes));
        return this;
    }

    internal SqliteStatement Bind(Guid value)
    {
        Span<byte> text = stackalloc byte[36];
        value.TryFormat(text, out _);
        return BindText(text);
    }

    internal SqliteStatement Bind(decimal? value)
    {
        if (value is not { } number)
            return BindNull();
        Span<byte> text = stackalloc byte[40];
        number.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        return BindText(text[..length]);
    }

    internal SqliteStatement Bind(DateTimeOffset? value)
    {
        if (value is not { } time)
            return BindNull();
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out var length, 'O');
        return BindText(text[..length]);
    }

    internal SqliteStatement Bind<TEnum>(TEnum value)
        where TEnum : struct, Enum => BindText(LedgerWord<TEnum>.ToUtf8(value));

    internal SqliteStatement Bind<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } member ? Bind(member) : BindNull();

    /// <summary>Binds a value of any type that a ledger holds.</summary>
    internal SqliteStatement BindAny(object? value) => value switch
    {
        null => BindNull(),
        string text => Bind(text),
        long number => Bind(number),
        int number => Bind((long)number),
        Guid id => Bind(id),
        DateTimeOffset time => Bind(time),
        decimal number => Bind(number),
        ContentHash hash => Bind(hash),
        ReadOnlyMemory<byte> utf8 => BindText(utf8.Span),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "A ledger has no parameters of this type."),
    };

    /// <summary>Binds all parameters of a row.</summary>
    internal SqliteStatement BindRow(object?[] row)
    {
        foreach (var value in row)
            _ = BindAny(value);
        return this;
    }

    internal SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, ++_bound));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    internal override bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW)
            return true;
        if (code is not raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    /// <summary>Runs the statement to its end and resets it for the next parameters.</summary>
    /// <returns>The number of changed rows.</returns>
    internal int Run()
    {
        try
        {
            while (Step())
            {
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>
    /// Reads the number in the first column of the first row, or null when there is none, and resets the statement for the next parameters.
    /// </summary>
    internal long? RunForNumber()
    {
        try
        {
            return Step() && !IsNull(0) ? GetInt64(0) : null;
        }
        finally
        {
            Reset();
        }
    }

    internal void Reset()
    {
        _bound = 0;
        // The result repeats the code of the last step, which Step has already checked.
        _ = raw.sqlite3_reset(_statement);
    }

    internal override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    internal override long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    internal override bool GetBoolean(int column) => GetInt64(column) != 0;

    /// <summary>Reads the bytes of a column. The span is valid until the next <see cref="Step"/>.</summary>
    internal override ReadOnlySpan<byte> GetBytes(int column) => raw.sqlite3_column_blob(_statement, column);

    internal override string? GetText(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(GetBytes(column));

    internal override Guid GetGuid(int column) =>
        System.Guid.TryParse(GetBytes(column), out var value) ? value : throw CreateUnreadable(column, "a UUID");

    public override void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowIfFailed(code, _database);

    internal override SqliteException CreateUnreadable(int column, string expected) => new(
        $"{raw.sqlite3_column_name(_statement, column).utf8_to_string()} holds '{GetText(column)}', which is not {expected}",
        raw.SQLITE_CORRUPT,
        raw.SQLITE_CORRUPT);
}
