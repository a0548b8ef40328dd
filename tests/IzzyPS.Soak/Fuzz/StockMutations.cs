using System.Globalization;
using System.Text;

namespace IzzyPS.Soak.Fuzz;

/// <summary>
/// Faults that exports of partners have and that leave a valid file: columns that are lost, shifted or in another unit, a tail that is missing, a row of another
/// system. Each changes the lines of a file whose first line names the columns.
/// </summary>
internal static class StockMutations
{
    private static readonly string[] Encodings = ["utf-8", "windows-1250", "iso-8859-2", "ibm852", "x-mac-ce"];

    private static readonly decimal[] Factors = [100m, 1000m, 0.01m, 0.001m, 10m];

    /// <summary>Applies one of the mutations.</summary>
    internal static void Mutate(Random random, List<string> lines, char delimiter)
    {
        if (lines.Count < 2)
            return;
        var column = random.Next(lines[0].Split(delimiter).Length);
        switch (random.Next(4))
        {
            case 0:
                DropColumn(lines, delimiter, column);
                break;
            case 1:
                ShiftColumn(lines, delimiter, column, random.Next(1, lines.Count));
                break;
            case 2:
                ScaleColumn(lines, delimiter, column, Factors[random.Next(Factors.Length)]);
                break;
            default:
                TruncateTail(lines, random.Next(1, lines.Count));
                break;
        }
    }

    /// <summary>Removes a column with its header.</summary>
    internal static void DropColumn(List<string> lines, char delimiter, int column) =>
        ChangeRows(lines, 0, delimiter, (cells, _) => cells.RemoveAt(column), column);

    /// <summary>Moves the values of one column down by a number of rows, as when somebody sorts one column alone.</summary>
    internal static void ShiftColumn(List<string> lines, char delimiter, int column, int by)
    {
        var values = lines.Skip(1).Select(line => line.Split(delimiter)).Select(cells => column < cells.Length ? cells[column] : string.Empty).ToList();
        ChangeRows(lines, 1, delimiter, (cells, row) => cells[column] = values[(row - 1 + by) % values.Count], column);
    }

    /// <summary>Multiplies the numbers of a column, as when amounts are written in grosze or thousands.</summary>
    internal static void ScaleColumn(List<string> lines, char delimiter, int column, decimal factor) => ChangeRows(lines, 1, delimiter, (cells, _) =>
    {
        if (decimal.TryParse(cells[column], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1e12m)
            cells[column] = (number * factor).ToString("0.##", CultureInfo.InvariantCulture);
    }, column);

    /// <summary>Removes the last rows. The file still ends at the end of a row.</summary>
    internal static void TruncateTail(List<string> lines, int rows) => lines.RemoveRange(Math.Max(1, lines.Count - rows), Math.Min(rows, lines.Count - 1));

    /// <summary>Writes one row in another encoding than the others.</summary>
    internal static byte[] EncodeWithOtherRow(Random random, IReadOnlyList<string> lines, string lineBreak, Encoding encoding)
    {
        var other = FuzzSeeds.GetEncoding(Encodings[random.Next(Encodings.Length)]);
        var row = lines.Count > 1 ? random.Next(1, lines.Count) : 0;
        return [.. lines.SelectMany((line, number) => (number == row ? other : encoding).GetBytes(line + lineBreak))];
    }

    private static void ChangeRows(List<string> lines, int first, char delimiter, Action<List<string>, int> change, int column)
    {
        for (var row = first; row < lines.Count; row++)
        {
            var cells = lines[row].Split(delimiter).ToList();
            if (column >= cells.Count)
                continue;
            change(cells, row);
            lines[row] = string.Join(delimiter, cells);
        }
    }
}
