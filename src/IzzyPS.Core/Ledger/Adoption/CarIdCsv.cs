using IzzyPS.Stock;

namespace IzzyPS.Ledger.Adoption;

/// <summary>A plain CSV of VIN and car id, and the configuration number where it has one, in any encoding and with any delimiter.</summary>
internal static class CarIdCsv
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private static readonly string[] VinNames = ["vin"];

    private static readonly string[] IdNames = ["car id", "carid", "remote id", "remoteid", "id"];

    private static readonly string[] NumberNames = ["configuration number", "configurationnumber"];

    /// <exception cref="AdoptionException">It has no such columns, or is no text.</exception>
    internal static void Read(FileStream file, AdoptionSource source, CancellationToken cancellationToken)
    {
        var limits = new StockLimits();
        var survey = FileSurvey.Of(file, null, limits, cancellationToken);
        if (survey.Fault is { } fault)
            throw Unusable(source, fault.Message);
        var batch = new RowBatch();
        foreach (var delimiter in Delimiters)
        {
            var format = new RowFormat(survey.Encoding!, survey.Preamble, survey.Length - survey.CutTail, delimiter, 0);
            using var rows = new RowSource(file, format, limits, hash: false);
            if (rows.Read(batch, cancellationToken) && Columns.Of(batch) is { } columns)
            {
                Read(rows, batch, columns, source, cancellationToken);
                return;
            }
        }

        throw Unusable(source, "its first line names no columns 'vin' and 'car_id'");
    }

    private static void Read(RowSource rows, RowBatch batch, Columns columns, AdoptionSource source, CancellationToken cancellationToken)
    {
        var first = 1;
        do
        {
            for (var index = first; index < batch.RowCount; index++)
            {
                ref readonly var row = ref batch.Row(index);
                if (row.Flaw != RowFlaw.None || row.FieldCount != columns.Count)
                    source.Errors.Add(new AdoptionError(row.Line, PlainText.Visible(batch.RawOf(row).ToString(), 60), $"The row has {row.FieldCount} values, the header has {columns.Count}, or its quotes are wrong."));
                else
                    source.Add(row.Line, Value(batch, row, columns.Vin), Value(batch, row, columns.Number), Value(batch, row, columns.Id), isActive: true);
            }

            first = 0;
            batch.ForgetUnquoted();
        }
        while (rows.Read(batch, cancellationToken));

        if (rows.Fault is { } fault)
            throw Unusable(source, fault.Message);
    }

    private static string? Value(RowBatch batch, in RowSpan row, int column) =>
        column >= 0 && batch.FieldOf(row, column).Trim() is { IsEmpty: false } text && !text.SequenceEqual("NULL") ? new string(text) : null;

    private static AdoptionException Unusable(AdoptionSource source, string why) => new(
        $"'{source.Path}' can't be adopted: {why.TrimEnd('.')}. Accepted: a backup of Export-IzzyLedger, a CSV with the columns vin and car_id, and the state file of izzy-uploader.");

    private sealed record Columns(int Vin, int Id, int Number, int Count)
    {
        internal static Columns? Of(RowBatch batch)
        {
            ref readonly var header = ref batch.Row(0);
            var names = new string[header.FieldCount];
            for (var column = 0; column < names.Length; column++)
                names[column] = TextFold.Of(batch.FieldOf(header, column));
            var columns = new Columns(Find(names, VinNames), Find(names, IdNames), Find(names, NumberNames), names.Length);
            return columns is { Vin: >= 0, Id: >= 0 } ? columns : null;
        }

        private static int Find(string[] names, string[] known) =>
            known.Select(name => Array.IndexOf(names, name)).FirstOrDefault(column => column >= 0, -1);
    }
}
