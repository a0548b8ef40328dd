using IzzyPS.Csv;
using IzzyPS.Output;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>
/// Reads a CSV with the columns VIN and car id and, optionally, the configuration number. The encoding and the delimiter are recognised.
/// </summary>
internal static class CarIdCsv
{
    private const int MostRowBytes = 1024 * 1024;
    private const int MostColumns = 512;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private static readonly string[] VinNames = ["vin"];

    private static readonly string[] IdNames = ["car id", "carid", "remote id", "remoteid", "id"];

    private static readonly string[] NumberNames = ["configuration number", "configurationnumber"];

    /// <summary>Reads the file and adds its listings to <paramref name="source"/>.</summary>
    /// <exception cref="AdoptionException">The file lacks one of the columns, or is not text.</exception>
    internal static void Read(FileStream file, AdoptionSource source, CancellationToken cancellationToken)
    {
        try
        {
            using var text = new Utf8Stream(file, FindEncoding(file, cancellationToken), cancellationToken);
            foreach (var delimiter in Delimiters)
            {
                if (CsvRows.PeekRows(text, delimiter, MostRowBytes, mostRows: 1).Select(Columns.Find).FirstOrDefault() is { } columns)
                {
                    Read(text, delimiter, columns, source);
                    return;
                }
            }
        }
        catch (UnreadableTextException exception)
        {
            throw CreateUnusable(source, exception.Message);
        }

        throw CreateUnusable(source, "its first line does not name the columns 'vin' and 'car_id'");
    }

    /// <summary>Finds the encoding by reading the whole file: with a wrong guess an id could be read wrongly and adopted.</summary>
    private static TextEncoding FindEncoding(FileStream file, CancellationToken cancellationToken)
    {
        using var text = new Utf8Stream(file, null, cancellationToken);
        text.ReadToEnd();
        return text.CorrectEncoding ?? text.Encoding!;
    }

    private static void Read(Utf8Stream text, char delimiter, Columns columns, AdoptionSource source)
    {
        using var rows = new CsvRows(text, delimiter, MostRowBytes);
        _ = rows.Read(); // The header.
        while (rows.Read())
        {
            if (rows.Flaw != RowFlaw.None || rows.FieldCount != columns.Count || rows.Raw.Contains(CsvRow.Undecodable))
                source.Errors.Add(new AdoptionError(rows.Line, PlainText.ToVisible(rows.Raw, 60), $"The row has {rows.FieldCount} values, the header has {columns.Count}, its quotes are wrong, or it holds bytes that are no characters."));
            else
                source.Add(rows.Line, ReadValue(rows, columns.Vin), ReadValue(rows, columns.Number), ReadValue(rows, columns.Id), isActive: true);
        }
    }

    private static string? ReadValue(CsvRows row, int column) =>
        column >= 0 && row.GetField(column).Trim() is { IsEmpty: false } text && !text.SequenceEqual("NULL") ? new string(text) : null;

    private static AdoptionException CreateUnusable(AdoptionSource source, string why) => new(
        $"'{source.Path}' can't be adopted: {why.TrimEnd('.')}. Accepted: a backup of Export-IzzyLedger, a CSV with the columns vin and car_id, and the state file of izzy-uploader.");

    private sealed record Columns(int Vin, int Id, int Number, int Count)
    {
        internal static Columns? Find(CsvRows header)
        {
            if (header.FieldCount > MostColumns)
                return null;
            var names = new string[header.FieldCount];
            for (var column = 0; column < names.Length; column++)
                names[column] = TextFold.Fold(header.GetField(column));
            var columns = new Columns(Find(names, VinNames), Find(names, IdNames), Find(names, NumberNames), names.Length);
            return columns is { Vin: >= 0, Id: >= 0 } ? columns : null;
        }

        private static int Find(string[] names, string[] known) =>
            known.Select(name => Array.IndexOf(names, name)).FirstOrDefault(column => column >= 0, -1);
    }
}
