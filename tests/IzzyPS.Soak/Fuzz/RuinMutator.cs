using System.Globalization;

namespace IzzyPS.Soak.Fuzz;

/// <summary>What happened to a partner's file of 200 cars.</summary>
internal enum Ruin
{
    /// <summary>A column was sorted or moved up by some rows, alone.</summary>
    ShiftedColumn = 1,

    /// <summary>A column is missing, or there and empty.</summary>
    DroppedColumn,

    /// <summary>The amounts of a column are 10, 100 or 1,000 times as high or as low.</summary>
    ScaledColumn,

    /// <summary>The file ends early, at the end of a row.</summary>
    TruncatedTail,

    /// <summary>The letters of some rows were read in a wrong encoding and written again.</summary>
    ReencodedRow,

    /// <summary>The file is another partner's, whole or for some rows.</summary>
    OtherPartner,
}

/// <summary>Ruins files in the ways that partners' files are ruined. A file is a header and rows of cells, without quotes.</summary>
internal static class RuinMutator
{
    /// <summary>Ruins a file.</summary>
    /// <param name="random">Decides where and how much.</param>
    /// <param name="ruin">What happens.</param>
    /// <param name="lines">The header and the rows.</param>
    /// <param name="others">The rows of another partner.</param>
    internal static List<string> Mutate(Random random, Ruin ruin, IReadOnlyList<string> lines, IReadOnlyList<string> others)
    {
        var cells = lines.Select(line => line.Split(',')).ToList();
        var column = random.Next(cells[0].Length);
        switch (ruin)
        {
            case Ruin.ShiftedColumn:
                Shift(cells, random.Next(3) == 0 ? column : Array.IndexOf(cells[0], "vin"), random.Next(1, 6));
                break;
            case Ruin.DroppedColumn when random.Next(2) == 0:
                cells = [.. cells.Select(row => row.Where((_, index) => index != column).ToArray())];
                break;
            case Ruin.DroppedColumn:
                cells.Skip(1).ToList().ForEach(row => row[column] = string.Empty);
                break;
            case Ruin.ScaledColumn:
                var factor = random.GetItems([0.001m, 0.01m, 0.1m, 10m, 100m, 1_000m], 1)[0];
                foreach (var row in cells.Skip(1).Take(random.Next(1, cells.Count)))
                    Scale(row, Array.IndexOf(cells[0], random.Next(2) == 0 ? "pricing_salesPrice" : "pricing_listPrice"), factor);
                break;
            case Ruin.TruncatedTail:
                cells = [.. cells.Take(random.Next(2, cells.Count))];
                break;
            case Ruin.ReencodedRow:
                foreach (var row in cells.Skip(1).Where(_ => random.Next(4) == 0))
                    Reencode(row);
                break;
            default:
                var own = random.Next(2) == 0 ? 0 : random.Next(cells.Count);
                return [lines[0], .. cells.Skip(1).Take(own).Select(row => string.Join(',', row)), .. others];
        }

        return [.. cells.Select(row => string.Join(',', row))];
    }

    private static void Shift(List<string[]> cells, int column, int by)
    {
        var values = cells.Skip(1).Select(row => row[column]).ToList();
        for (var index = 0; index < values.Count; index++)
            cells[index + 1][column] = values[(index + by) % values.Count];
    }

    private static void Scale(string[] row, int column, decimal factor)
    {
        if (decimal.TryParse(row[column], CultureInfo.InvariantCulture, out var amount))
            row[column] = (amount * factor).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static void Reencode(string[] row)
    {
        for (var index = 0; index < row.Length; index++)
            row[index] = FuzzSeeds.GetEncoding("windows-1250").GetString(System.Text.Encoding.UTF8.GetBytes(row[index])).Replace(',', ';');
    }
}
