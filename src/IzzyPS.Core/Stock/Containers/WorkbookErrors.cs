using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace IzzyPS.Stock.Containers;

/// <summary>
/// The error cells of an Excel sheet, such as <c>#N/A</c>. ExcelDataReader gives nothing for them, and an empty cell would empty the value of a listed
/// vehicle. So this class reads them from the sheet's XML. Most sheets have none: then the XML is only searched for their mark.
/// </summary>
internal sealed class WorkbookErrors
{
    private const int BlockLength = 64 * 1024;

    private static readonly byte[][] Marks = ["t=\"e\""u8.ToArray(), "t='e'"u8.ToArray()];
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true };

    private readonly Dictionary<(int Row, int Column), string> _cells = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal); // A column of errors has the same text in each cell.

    private WorkbookErrors()
    {
    }

    /// <summary>Reads the error cells of a sheet.</summary>
    /// <param name="workbook">The workbook. Its position is changed.</param>
    /// <param name="sheet">The sheet's name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static WorkbookErrors Read(FileStream workbook, string sheet, CancellationToken cancellationToken)
    {
        var errors = new WorkbookErrors();
        workbook.Position = 0;
        using var zip = new ZipArchive(workbook, ZipArchiveMode.Read, leaveOpen: true);
        if (FindSheet(zip, sheet) is { } entry && HasMark(entry, cancellationToken))
            errors.ReadCells(entry, cancellationToken);
        return errors;
    }

    /// <summary>Finds the text of an error cell; null where the cell is none.</summary>
    /// <param name="row">The row, counted from 0.</param>
    /// <param name="column">The column, counted from 0.</param>
    public string? Find(int row, int column) => _cells.Count == 0 ? null : _cells.GetValueOrDefault((row, column));

    private static ZipArchiveEntry? FindSheet(ZipArchive zip, string sheet)
    {
        var id = FindAttribute(zip, "xl/workbook.xml", "sheet", "name", sheet, "id");
        var target = id is null ? null : FindAttribute(zip, "xl/_rels/workbook.xml.rels", "Relationship", "Id", id, "Target");
        return target is null ? null : zip.GetEntry(target.StartsWith('/') ? target[1..] : "xl/" + target);
    }

    /// <summary>Finds an attribute of the element that has another attribute with a given value.</summary>
    private static string? FindAttribute(ZipArchive zip, string path, string element, string key, string value, string wanted)
    {
        if (zip.GetEntry(path) is not { } entry)
            return null;
        using var xml = XmlReader.Create(entry.Open(), Settings);
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == element && xml.GetAttribute(key) == value)
                return GetLocalAttribute(xml, wanted);
        }

        return null;
    }

    /// <summary>Gets an attribute by its local name. The namespace of a sheet's id differs between the two forms of the format.</summary>
    private static string? GetLocalAttribute(XmlReader xml, string name)
    {
        string? unqualified = null;
        for (var more = xml.MoveToFirstAttribute(); more; more = xml.MoveToNextAttribute())
        {
            if (xml.LocalName == name)
                unqualified = xml.Value;
        }

        return unqualified;
    }

    private static bool HasMark(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        var overlap = Marks[0].Length - 1;
        var block = new byte[BlockLength + overlap];
        var kept = 0;
        using var stream = entry.Open();
        while (stream.Read(block, kept, BlockLength) is > 0 and var read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = block.AsSpan(0, kept + read);
            if (text.IndexOf(Marks[0]) >= 0 || text.IndexOf(Marks[1]) >= 0)
                return true;
            kept = Math.Min(overlap, text.Length);
            text[^kept..].CopyTo(block);
        }

        return false;
    }

    private void ReadCells(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var xml = XmlReader.Create(entry.Open(), Settings);
        var (row, column, isError) = (-1, -1, false);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            switch (xml.LocalName)
            {
                case "row":
                    cancellationToken.ThrowIfCancellationRequested();
                    row = int.TryParse(xml.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - 1 : row + 1;
                    column = -1;
                    break;
                case "c":
                    column = xml.GetAttribute("r") is { } place ? ReadColumn(place) : column + 1;
                    isError = xml.GetAttribute("t") == "e";
                    break;
                case "v" when isError:
                    Add(row, column, xml.ReadString());
                    isError = false;
                    break;
            }
        }
    }

    private void Add(int row, int column, string text)
    {
        if (!_texts.TryGetValue(text, out var known))
            _texts.Add(text, known = text);
        _cells[(row, column)] = known;
    }

    /// <summary>Reads the column of a place such as <c>AB12</c>, counted from 0.</summary>
    private static int ReadColumn(string place)
    {
        var column = 0;
        foreach (var letter in place)
        {
            if (!char.IsAsciiLetterUpper(letter))
                break;
            column = (column * 26) + letter - 'A' + 1;
        }

        return column - 1;
    }
}
