using System.Text;

namespace IzzyPS.Soak.Fuzz;

/// <summary>Changes the structure, the cells or the bytes of a file, with frequent and with unusual faults.</summary>
internal static class FuzzMutator
{
    private static readonly byte[] NastyBytes = [.. "\",;\t|\r\n'=+-@ .0129aZ\u001B"u8, 0, 0x80, 0xB9, 0xC5, 0xE2, 0xEF, 0xFE, 0xFF];

    private static readonly string[] NastyCells =
    [
        "", " ", "NULL", "\"", "\"\"", "\"a\nb\"", "\"\r\n\r\n\"", "\"never closed", "a\"b", "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
        "\u001B[31m", "\u0007\b\u007F", "\u202Egnirts", "\u200B\uFEFF", "e\u0301", "\uD83D\uDE97", "ſ", "İ", "１２３", "٣", "\u2028", "\0", "NaN", "1e308", "-0", "1E-400",
        "99999999999999999999999999", "79228162514264337593543950335", "1.000.000,00", "84.900", "1 2 3", "0x10", "½", "00000-00-00", "9999-12-31", "0001-01-01",
        "2025-02-30", "31.04.2025", "2025-06-16T15:01:50+14:00", "PASSENGER", "osobowy", "128", "ABS | ABS | ", " | ", "../../etc/passwd", "'; DROP TABLE vehicle; --",
    ];

    private static readonly string[] Breaks = ["\n", "\r\n", "\r", "\n\r", "\r\r\n", "\n\n\n", "\u2028", "\u0085", "\v", "\f"];

    /// <summary>Mutates a file, often in several ways, and returns its bytes.</summary>
    internal static byte[] Mutate(Random random, FuzzFile file)
    {
        var lines = file.Lines.ToList();
        for (var times = random.Next(0, 4); times > 0; times--)
            MutateStructure(random, lines, file.Delimiter);
        var bytes = Encode(random, file, lines).ToList();
        for (var times = random.Next(0, 5); times > 0 && bytes.Count > 0; times--)
            MutateBytes(random, bytes);
        return [.. bytes];
    }

    private static void MutateStructure(Random random, List<string> lines, char delimiter)
    {
        if (lines.Count == 0)
            return;
        var at = random.Next(lines.Count); // The header may be changed too.
        var row = lines.Count > 1 ? random.Next(1, lines.Count) : 0;
        switch (random.Next(20))
        {
            case 0:
                SwapColumns(random, lines, delimiter);
                break;
            case 1:
                if (random.Next(4) == 0)
                    lines.RemoveAt(0);
                break;
            case 2:
                lines.Insert(at, lines[0]);
                break;
            case 3:
                lines[0] = ChangeCells(lines[0], delimiter, cells => cells.RemoveAt(random.Next(cells.Count)));
                break;
            case 4:
                lines[0] = ChangeCells(lines[0], delimiter, cells => cells.Insert(random.Next(cells.Count), cells[random.Next(cells.Count)]));
                break;
            case 5:
                var other = ",;\t|:"[random.Next(5)];
                for (var index = random.Next(2) == 0 ? 0 : row; index < lines.Count; index++)
                    lines[index] = lines[index].Replace(delimiter, other);
                break;
            case 6:
                lines.Insert(at, lines[row]);
                break;
            case 7:
                lines[row] = ChangeCells(lines[row], delimiter, cells => cells[0] = lines[^1].Split(delimiter)[0]); // The first column is the VIN in the fixtures, and the configuration number in other files.
                break;
            case 8:
                lines[row] = ChangeCells(lines[row], delimiter, cells => cells[1 % cells.Count] = lines[^1].Split(delimiter) is [_, var second, ..] ? second : "");
                break;
            case 9:
                lines[at] = ChangeCells(lines[at], delimiter, cells => cells[random.Next(cells.Count)] = $"\"{cells[0]}{Breaks[random.Next(Breaks.Length)]}{lines[row]}\"");
                break;
            case 10:
                lines[at] = ChangeCells(lines[at], delimiter, cells => cells[random.Next(cells.Count)] = new string("x\",\n"[random.Next(4)], random.Next(8) == 0 ? 300_000 : random.Next(5_000)));
                break;
            case 11:
                lines.Insert(at, new string(delimiter, random.Next(10) == 0 ? 100_000 : random.Next(60)));
                break;
            case 12:
                lines[0] = random.Next(2) == 0 ? lines[0].ToUpperInvariant() : lines[0].Replace($"{delimiter}", $" {delimiter}  ", StringComparison.Ordinal);
                break;
            case 13:
                if (at + 1 < lines.Count)
                {
                    lines[at] += lines[at + 1];
                    lines.RemoveAt(at + 1);
                }

                break;
            case 14:
                var cut = random.Next(lines[at].Length + 1);
                lines.Insert(at + 1, lines[at][cut..]);
                lines[at] = lines[at][..cut];
                break;
            case 15:
                lines.RemoveRange(row, lines.Count - row);
                break;
            case 16 or 17:
                StockMutations.Mutate(random, lines, delimiter);
                break;
            default:
                lines[row] = ChangeCells(lines[row], delimiter, cells => cells[random.Next(cells.Count)] = NastyCells[random.Next(NastyCells.Length)]);
                break;
        }
    }

    private static void SwapColumns(Random random, List<string> lines, char delimiter)
    {
        var columns = lines[0].Split(delimiter).Length;
        var (left, right) = (random.Next(columns), random.Next(columns));
        for (var index = 0; index < lines.Count; index++)
        {
            lines[index] = ChangeCells(lines[index], delimiter, cells =>
            {
                if (Math.Max(left, right) < cells.Count)
                    (cells[left], cells[right]) = (cells[right], cells[left]);
            });
        }
    }

    private static string ChangeCells(string line, char delimiter, Action<List<string>> change)
    {
        var cells = line.Split(delimiter).ToList();
        change(cells);
        return string.Join(delimiter, cells);
    }

    private static IEnumerable<byte> Encode(Random random, FuzzFile file, List<string> lines)
    {
        var text = new StringBuilder();
        var isMixed = random.Next(12) == 0;
        foreach (var line in lines)
            text.Append(line).Append(isMixed ? Breaks[random.Next(Breaks.Length)] : file.Break);
        if (random.Next(6) == 0)
            text.Length = Math.Max(0, text.Length - file.Break.Length);
        var whole = text.ToString();
        IEnumerable<byte> preamble = random.Next(20) == 0 ? Encoding.UTF8.GetPreamble() : file.Encoding.GetPreamble();
        if (random.Next(20) == 0)
            return preamble.Concat(StockMutations.EncodeWithOtherRow(random, lines, file.Break, file.Encoding));
        if (random.Next(20) > 0)
            return preamble.Concat(file.Encoding.GetBytes(whole));
        // The file is written in two encodings, as when two files were joined.
        var half = random.Next(whole.Length + 1);
        return preamble.Concat(file.Encoding.GetBytes(whole[..half])).Concat(FuzzSeeds.GetEncoding(random.Next(2) == 0 ? "utf-8" : "windows-1250").GetBytes(whole[half..]));
    }

    private static void MutateBytes(Random random, List<byte> bytes)
    {
        // Most changes are in the rows, below the header.
        var start = random.Next(4) == 0 ? 0 : Math.Min(600, bytes.Count - 1);
        var at = random.Next(start, bytes.Count);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] = NastyBytes[random.Next(NastyBytes.Length)];
                break;
            case 1:
                bytes.Insert(at, NastyBytes[random.Next(NastyBytes.Length)]);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at));
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 300), bytes.Count - at)));
                break;
            case 4:
                bytes.InsertRange(at, random.Next(2) == 0 ? "\"\""u8.ToArray() : Encoding.UTF8.GetPreamble());
                break;
            case 5:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            default:
                if (random.Next(5) == 0)
                    bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
