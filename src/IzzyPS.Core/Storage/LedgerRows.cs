using System.Buffers.Text;
using System.Globalization;
using IzzyPS.Hashing;

namespace IzzyPS.Storage;

/// <summary>The rows of a query, read one at a time. Columns are numbered from 0. A backend reads numbers, bytes and texts.</summary>
internal abstract class LedgerRows : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    internal abstract bool Step();

    internal abstract bool IsNull(int column);

    internal abstract long GetInt64(int column);

    internal abstract bool GetBoolean(int column);

    /// <summary>Reads the bytes of a column; a text is UTF-8. The span is valid until the next <see cref="Step"/>.</summary>
    internal abstract ReadOnlySpan<byte> GetBytes(int column);

    internal abstract string? GetText(int column);

    internal abstract Guid GetGuid(int column);

    internal ContentHash GetHash(int column) =>
        GetBytes(column) is { Length: ContentHash.Size } bytes ? ContentHash.Read(bytes) : throw CreateUnreadable(column, "a hash");

    internal decimal? GetDecimal(int column) =>
        IsNull(column) ? null
        : decimal.TryParse(GetBytes(column), CultureInfo.InvariantCulture, out var value) ? value
        : throw CreateUnreadable(column, "a price");

    internal DateTimeOffset? GetTime(int column) =>
        IsNull(column) ? null
        : Utf8Parser.TryParse(GetBytes(column), out DateTimeOffset value, out _, 'O') ? value
        : throw CreateUnreadable(column, "a time");

    internal TEnum GetWord<TEnum>(int column)
        where TEnum : struct, Enum =>
        LedgerWord<TEnum>.TryParse(GetBytes(column), out var value) ? value : throw CreateUnreadable(column, string.Join(" or ", Enum.GetNames<TEnum>()));

    internal TEnum? GetWordOrNull<TEnum>(int column)
        where TEnum : struct, Enum => IsNull(column) ? null : GetWord<TEnum>(column);

    public abstract void Dispose();

    /// <summary>Creates the exception for a value that the ledger can't have written.</summary>
    /// <param name="column">The column.</param>
    /// <param name="expected">What the column should hold, with its article.</param>
    internal abstract Exception CreateUnreadable(int column, string expected);
}
