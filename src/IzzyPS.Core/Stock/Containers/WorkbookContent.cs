using System.Globalization;
using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;

namespace IzzyPS.Stock.Containers;

/// <summary>
/// Writes the rows of an Excel sheet to a temporary CSV file, so that a workbook is read in the same way as a CSV file. Dates are written as
/// <c>2025-06-16</c>, numbers as their digits.
/// </summary>
internal static class WorkbookContent
{
    private const int RowsBetweenChecks = 256;
    private const int RowsOfWidth = 25; // The header is among these rows.

    /// <summary>The library asks for code page 1252 even for a workbook in UTF-8, and .NET does not have it from the start.</summary>
    static WorkbookContent() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Refuses a workbook whose texts would not fit into memory. The reader keeps all texts of a workbook in memory, and its rows not.</summary>
    public static void CheckSize(ZipArchive zip, long most)
    {
        if (zip.Entries.Sum(entry => entry.Length) > most)
            throw ContentException.CreateTooLarge("the workbook", most);
        if (zip.GetEntry("xl/sharedStrings.xml") is not { } texts)
            return;
        using var stream = texts.Open();
        var block = new byte[64 * 1024];
        var length = 0L;
        while (stream.Read(block) is > 0 and var read)
        {
            length += read;
            if (length > most)
                throw ContentException.CreateTooLarge("the workbook", most);
        }
    }

    /// <summary>Converts a sheet.</summary>
    /// <param name="workbook">The file.</param>
    /// <param name="sheet">The sheet's name; null for the first visible sheet.</param>
    /// <param name="most">The highest number of bytes of the CSV text.</param>
    /// <param name="cancellationToken">Stops the conversion.</param>
    /// <exception cref="ContentException">There is no such sheet, or the workbook is damaged.</exception>
    public static FileStream Convert(FileStream workbook, string? sheet, long most, CancellationToken cancellationToken)
    {
        var file = Files.PrivateFile.CreateTemporary();
        try
        {
            using (var reader = ExcelReaderFactory.CreateOpenXmlReader(workbook, new ExcelReaderConfiguration { FallbackEncoding = Encoding.UTF8, LeaveOpen = true }))
            {
                GoToSheet(reader, sheet);
                Write(reader, WorkbookErrors.Read(workbook, reader.Name, cancellationToken), file, most, cancellationToken);
            }

            file.Position = 0;
            return file;
        }
        catch (Exception exception) when (exception is ContentException or OperationCanceledException or IOException)
        {
            file.Dispose();
            throw;
        }
#pragma warning disable CA1031 // A damaged workbook makes the library throw exceptions of many kinds.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            file.Dispose();
            throw ContentException.CreateDamaged("an Excel workbook", exception);
        }
    }

    private static void GoToSheet(IExcelDataReader reader, string? sheet)
    {
        var names = new List<string>();
        do
        {
            if (sheet is null ? reader.VisibleState == "visible" : reader.Name.Trim().Equals(sheet.Trim(), StringComparison.OrdinalIgnoreCase))
                return;
            names.Add($"'{reader.Name}'");
        }
        while (reader.NextResult());
        throw new ContentException("SheetNotFound", sheet is null
            ? "The workbook has no visible sheet. Name a sheet with -Sheet (izzy: --sheet)."
            : $"The workbook has no sheet '{sheet}'; it has {string.Join(", ", names)}.");
    }

    /// <summary>
    /// Writes the rows. All rows get the width of the widest of the first rows. A cell further to the right has no header, so it is left out. A title line or a
    /// note beside the cars changes nothing for the other rows.
    /// </summary>
    private static void Write(IExcelDataReader reader, WorkbookErrors errors, FileStream file, long most, CancellationToken cancellationToken)
    {
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 64 * 1024, leaveOpen: true) { NewLine = "\r\n" };
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions(), leaveOpen: true);
        var first = new List<List<string>>(RowsOfWidth);
        while (first.Count < RowsOfWidth && reader.Read())
            first.Add(ReadRow(reader, errors, []));
        var width = first.Count == 0 ? 0 : first.Max(row => row.Count);
        foreach (var row in first)
            WriteRow(csv, row, width);

        var values = new List<string>();
        for (var rows = first.Count; reader.Read(); rows++)
        {
            WriteRow(csv, ReadRow(reader, errors, values), width);
            if (rows % RowsBetweenChecks > 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            if (file.Position > most)
                throw ContentException.CreateTooLarge("the workbook", most);
        }

        csv.Flush();
    }

    /// <summary>Reads the values of a row up to its last cell with a text. Cells that only have a format are left out.</summary>
    private static List<string> ReadRow(IExcelDataReader reader, WorkbookErrors errors, List<string> values)
    {
        values.Clear();
        for (var column = 0; column < reader.FieldCount; column++)
            values.Add(GetText(reader, errors, column));
        var used = 1 + values.FindLastIndex(value => value.Length > 0);
        values.RemoveRange(used, values.Count - used);
        return values;
    }

    private static void WriteRow(CsvWriter csv, List<string> values, int width)
    {
        for (var column = 0; column < width; column++)
            csv.WriteField(column < values.Count ? values[column] : string.Empty);
        csv.EndRecord();
    }

    private static string GetText(IExcelDataReader reader, WorkbookErrors errors, int column) => reader.GetValue(column) switch
    {
        null => errors.Find(reader.Depth, column) ?? string.Empty,
        string text => text,
        double number => GetText(number, reader.GetNumberFormatString(column)),
        DateTime day => day.ToString(day.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        var other => System.Convert.ToString(other, CultureInfo.InvariantCulture) ?? string.Empty,
    };

    /// <summary>Gets the digits of a number. A format such as <c>00000</c> is that of a number with leading zeros, which is a name and not an amount.</summary>
    private static string GetText(double number, string? format)
    {
        if (Math.Abs(number) > 1e27)
            return number.ToString("R", CultureInfo.InvariantCulture);
        var digits = ((decimal)number).ToString(CultureInfo.InvariantCulture);
        return format is { Length: > 1 } && format.All(character => character == '0') ? digits.PadLeft(format.Length, '0') : digits;
    }
}
