using IzzyPS.Csv;
using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Containers;

namespace IzzyPS.Stock.Reading;

/// <summary>What the first pass over a file found and the second pass needs.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Header">The delimiter and the columns.</param>
/// <param name="Repeated">The keys that the file has more than once.</param>
/// <param name="IsLastRowWhole">Whether the last row may lack its last values.</param>
/// <param name="Length">The file's size in bytes.</param>
/// <param name="WrittenAt">When the file was last written to.</param>
/// <param name="TextSha256">The SHA-256 of the text's bytes. In a plain file they are the bytes of the file.</param>
/// <param name="Copy">The temporary copy of the text; null where the text is the file itself.</param>
internal sealed record StockStructure(TextEncoding Encoding, StockHeader Header, RepeatedKeys Repeated, bool IsLastRowWhole, long Length, DateTime WrittenAt, string? TextSha256, StockContent? Copy);
