using System.IO.Compression;
using IzzyPS.Output;

namespace IzzyPS.Stock.Containers;

/// <summary>Reads a zip file: the one CSV in it, or the sheet of an Excel workbook, which is a zip file too.</summary>
internal static class ZipContent
{
    private const int MostNames = 10;

    private static readonly string[] TextNames = [".csv", ".txt", ".tsv"];
    private static readonly string[] ReadmeWords = ["readme", "read_me", "czytaj", "info", "licen", "opis", "uwagi", "notes", "liesmich"];

    /// <summary>Unpacks the content.</summary>
    /// <param name="raw">The zip file.</param>
    /// <param name="sheet">The name of the workbook's sheet; null for the first one.</param>
    /// <param name="most">The highest number of bytes of the content.</param>
    /// <param name="isWorkbook">Whether the file was a workbook, whose sheet was written as CSV.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <exception cref="ContentException">The file holds no CSV, or several, or is damaged.</exception>
    public static FileStream Unpack(FileStream raw, string? sheet, long most, out bool isWorkbook, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = new ZipArchive(raw, ZipArchiveMode.Read, leaveOpen: true);
            isWorkbook = zip.GetEntry("xl/workbook.xml") is not null;
            if (!isWorkbook)
                return Spool.Copy(FindCsv(zip).Open(), "the zip file", most, cancellationToken);
            WorkbookContent.CheckSize(zip, most);
        }
        catch (InvalidDataException exception)
        {
            throw ContentException.CreateDamaged("a zip file", exception);
        }

        raw.Position = 0;
        return WorkbookContent.Convert(raw, sheet, most, cancellationToken);
    }

    private static ZipArchiveEntry FindCsv(ZipArchive zip)
    {
        if (NameDocument(zip) is { } document)
            throw new ContentException("NotCsv", $"The file is {document}. Save the stock as CSV (UTF-8) or as an Excel workbook (.xlsx), and name that file.");
        var files = zip.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
        var texts = files.Where(entry => TextNames.Contains(Path.GetExtension(entry.Name), StringComparer.OrdinalIgnoreCase)).ToList();
        if (texts.Count > 1 && texts.Where(entry => !IsReadme(entry.Name)).ToList() is { Count: 1 } stock)
            texts = stock;
        if (texts.Count == 1)
            return texts[0];
        if (texts.Count == 0 && files.Find(entry => Path.GetExtension(entry.Name).Equals(".xlsx", StringComparison.OrdinalIgnoreCase)) is { } workbook)
            throw new ContentException("ZipEntries", $"The zip file holds the Excel workbook '{PlainText.ToVisible(workbook.FullName, 100)}'. Unpack it, and name the workbook: an .xlsx file is read as it is.");
        var names = string.Join(", ", files.Take(MostNames).Select(entry => $"'{PlainText.ToVisible(entry.FullName, 100)}'"));
        throw new ContentException("ZipEntries", files.Count == 0
            ? "The zip file is empty. A zip file must hold one CSV file."
            : $"The zip file holds {names}{(files.Count > MostNames ? " and more" : "")}. A zip file must hold exactly one CSV file. Unpack it, and name the CSV file.");
    }

    /// <summary>Whether a text file is a note for people, and not the stock.</summary>
    private static bool IsReadme(string name) =>
        !name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && ReadmeWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string? NameDocument(ZipArchive zip) =>
        zip.GetEntry("xl/workbook.bin") is not null ? "a binary Excel workbook (.xlsb)"
        : zip.GetEntry("word/document.xml") is not null ? "a Word document"
        : zip.GetEntry("mimetype") is not null && zip.GetEntry("content.xml") is not null ? "an OpenDocument file, such as an .ods spreadsheet"
        : zip.GetEntry("Index/Document.iwa") is not null ? "a Numbers spreadsheet"
        : null;
}
