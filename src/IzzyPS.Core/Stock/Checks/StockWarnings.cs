using System.Globalization;
using IzzyPS.Csv;
using IzzyPS.Output;

namespace IzzyPS.Stock.Checks;

/// <summary>Creates the warnings about whole files.</summary>
internal static class StockWarnings
{
    private const int LongestList = 500;

    /// <summary>Finds what is doubtful about a file's encoding, after the file was read to its end.</summary>
    public static IEnumerable<StockWarning> FindInText(Utf8Stream text, bool isAsked)
    {
        if (!isAsked && (text.Encoding?.Name == TextEncoding.Cp852.Name || text.Encoding?.Name == TextEncoding.MacCentralEurope.Name))
        {
            yield return new StockWarning(
                "UnusualEncoding",
                $"The file was read as {text.Encoding.Name}, by the bytes of its Polish letters. Check a few values. If they are wrong, name the right encoding with -Encoding (izzy: --encoding).");
        }

        if (text.Mixed is { OtherCount: > 0 } mixed)
            yield return new StockWarning("MixedEncoding", $"{Count(mixed.OtherCount, "line is", "lines are")} in another encoding than the rest of the file ({Name(mixed.OtherLines)}). Each line was read in its own encoding.");
        if (text.Mixed is { DamagedCount: > 0 } damaged)
            yield return new StockWarning("UndecodableLines", $"{Count(damaged.DamagedCount, "line holds", "lines hold")} bytes that are no characters in {text.Encoding} ({Name(damaged.DamagedLines)}). Their rows are rejected.");
        if (text.Mixed is { RepairedCount: > 0 } doubled)
            yield return new StockWarning("DoubledEncoding", $"{Count(doubled.RepairedCount, "line holds", "lines hold")} characters that had been encoded twice, such as 'Å¼' for 'ż' ({Name(doubled.RepairedLines)}). They were repaired.");
        if (text.ReplacedCount > 0)
            yield return new StockWarning("ReplacedCharacters", $"The file holds {Count((int)Math.Min(int.MaxValue, text.ReplacedCount), "replacement character", "replacement characters")} (U+FFFD): letters were lost before the file was sent. Export the file again.");
    }

    /// <summary>Names the columns that are not read, and the fields that the file has no column for.</summary>
    public static IEnumerable<StockWarning> FindInColumns(StockFile file)
    {
        if (file.IgnoredHeaders.Count > 0)
        {
            var names = PlainText.ToVisible(string.Join(", ", file.IgnoredHeaders), LongestList);
            yield return new StockWarning("IgnoredColumns", $"The profile names no field for the columns {names}; they are not read. A partner's own names go into the profile's headers.");
        }

        if (file.MissingHeaders.Count > 0 && !file.Faults.Any(fault => fault.IsFatal))
            yield return new StockWarning("MissingColumns", $"The file has no column for {string.Join(", ", file.MissingHeaders)}. Listed vehicles keep the values that were last sent.{(file.LacksStatus ? " Vehicles that were closed by their status stay closed." : string.Empty)}");
    }

    public static StockWarning CreateLinesAboveHeader(int count) => new(
        "LinesAboveHeader",
        $"{Count(count, "line", "lines")} above the header name no columns and were skipped.");

    public static StockWarning CreateTotalRows(int count, int firstLine) => new(
        "TotalRow",
        $"{Count(count, "row is a total or a note", "rows are totals or notes")}, not cars (line {firstLine.ToString(CultureInfo.InvariantCulture)}). They were left out.");

    public static StockWarning CreateNotes(int count, int firstLine) => new(
        "NoteRow",
        $"{Count(count, "row below the cars is a note", "rows below the cars are notes")}, not {(count == 1 ? "a car" : "cars")} (line {firstLine.ToString(CultureInfo.InvariantCulture)}). {(count == 1 ? "It was" : "They were")} left out.");

    private static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string Name(IReadOnlyList<int> lines) =>
        $"{(lines.Count == 1 ? "line" : "first lines")} {string.Join(", ", lines.Select(line => line.ToString(CultureInfo.InvariantCulture)))}";
}
