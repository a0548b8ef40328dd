using System.IO.Compression;
using System.Text;

namespace IzzyPS.Tests.Stock;

/// <summary>Makes Excel workbooks and zip files.</summary>
internal static class WorkbookFile
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>
    /// Makes a workbook of two sheets from a CSV text. Numbers are numbers, the date of availability is a date, and a value that begins with # is an error
    /// of Excel. A blank line is a row that the workbook lacks.
    /// </summary>
    public static byte[] Create(string csv)
    {
        var columns = StockFileGenerator.Header.Split(',');
        var rows = csv.Split('\n')
            .Select((line, row) => line.Length == 0 ? "" : $"<row r=\"{row + 1}\">{string.Concat(line.Split(',').Select((cell, column) => CreateCell(cell, column < columns.Length ? columns[column] : "")))}</row>");
        return Zip(
        [
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"),
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relation}\"><sheets><sheet name=\"Stock\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Notes\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{Relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{Relation}/worksheet\" Target=\"worksheets/sheet2.xml\"/><Relationship Id=\"rId3\" Type=\"{Relation}/styles\" Target=\"styles.xml\"/></Relationships>"),
            ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"),
            ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{string.Concat(rows)}</sheetData></worksheet>"),
            ("xl/worksheets/sheet2.xml", $"<worksheet xmlns=\"{Main}\"><sheetData><row r=\"1\"><c t=\"inlineStr\"><is><t>Uwagi</t></is></c></row></sheetData></worksheet>"),
        ]);
    }

    public static byte[] Zip(IEnumerable<(string Name, string Text)> entries) => Zip(entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text))));

    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> entries)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    private static string CreateCell(string cell, string column) => (cell, column) switch
    {
        ({ Length: 0 }, _) => "<c/>",
        _ when cell == column => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>",
        (['#', ..], _) => $"<c t=\"e\"><v>{cell}</v></c>",
        (_, "availableFrom") => "<c s=\"1\"><v>45824</v></c>",
        (_, "cubicCapacity" or "acceleration" or "pricing_listPrice" or "pricing_salesPrice" or "mileage" or "power") => $"<c><v>{cell}</v></c>",
        _ => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>",
    };
}
