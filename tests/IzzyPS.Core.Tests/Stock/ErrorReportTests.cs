using System.Text;
using IzzyPS.Stock;
using Xunit;

namespace IzzyPS.Tests.Stock;

public sealed class ErrorReportTests : IDisposable
{
    private const string Earlier = "file,line,vin,column,code,message,row\r\n,,,,old,,\r\n";

    private readonly StockFolder _folder = new();
    private readonly string _path;

    public ErrorReportTests() => _path = Path.Combine(_folder.Path, "errors.csv");

    [Fact]
    public void A_report_has_a_line_for_each_fault()
    {
        var row = SmallFile.Row(("color", ""), ("model", "\"Sport\"\"age\""), ("pricing_salesPrice", "żle"));
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(row)));

        Write(report =>
        {
            report.Add(result.Errors[0]);
            report.Add(result.File, new StockFault("CutRow", "It was cut.", IsFatal: false));
        });

        var bytes = File.ReadAllBytes(_path);
        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        var file = result.File.Path;
        var raw = row.Replace("\"", "\"\"");
        Assert.Equal(
            [
                "file,line,vin,column,code,message,row",
                $"\"{file}\",\"2\",\"{SmallFile.Vin}\",\"pricing_salesPrice\",\"NotANumber\",\"pricing_salesPrice 'żle' is not a number; accepted: a price in PLN, such as 109900 or 109 900,00 zł.\",\"{raw}\"",
                $"\"{file}\",\"2\",\"{SmallFile.Vin}\",\"color\",\"Required\",\"color is required by Izzylease and is empty.\",\"{raw}\"",
                $"\"{file}\",,,,\"CutRow\",\"It was cut.\",",
                string.Empty,
            ],
            Encoding.UTF8.GetString(bytes[3..]).Split("\r\n"));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"\"http://x\"\")")]
    [InlineData("+1")]
    [InlineData("-1+1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("  =1")]
    [InlineData("＝1")]
    public void No_value_of_the_report_is_a_formula(string start)
    {
        var result = StockFolder.Read(_folder.Write(SmallFile.Of($"\"{start}\",x")));
        Write(report =>
        {
            report.Add(result.Errors[0]);
            report.Add(new RowError(result.File, 2, new VehicleKey(start), null, result.Errors[0].Faults, start + "\u001B[0m\r\n"));
        });
        var cells = File.ReadAllText(_path).Split("\r\n")[1..^1].SelectMany(line => line.Split("\",\"")).Select(cell => cell.Trim('"').TrimStart(' '));
        Assert.All(cells, cell => Assert.False(cell is ['=' or '+' or '-' or '@' or '＝' or '\t' or '\r', ..], cell));
        Assert.DoesNotContain(File.ReadAllText(_path).Replace("\r\n", string.Empty), char.IsControl);
    }

    [Theory]
    [InlineData("a;=1+1")]
    [InlineData("a,=1+1")]
    [InlineData("a|@SUM(A1)")]
    [InlineData("a\t-1")]
    [InlineData("a\n+1")]
    [InlineData("a; \"=1")]
    [InlineData("a\"=1")]
    [InlineData("a'=1")]
    [InlineData("a;＝1")]
    [InlineData("a;\u2003=1")]
    [InlineData("a,\u3000=1")]
    [InlineData("a|\u202F\u205F@SUM(A1)")]
    [InlineData("a;\u200B\u2000=1")]
    [InlineData("a;\u1680+1")]
    [InlineData("\";=cmd|' /C calc'!A0;\"")]
    public void No_formula_starts_at_a_place_where_a_spreadsheet_begins_a_cell(string raw)
    {
        var result = StockFolder.Read(_folder.Write(SmallFile.Of("x,y")));
        Write(report => report.Add(new RowError(result.File, 2, new VehicleKey(SmallFile.Vin), null, result.Errors[0].Faults, raw)));

        var text = File.ReadAllText(_path);

        Assert.DoesNotMatch("(?:^|[;,|\\t\"'\\r\\n\\u2409\\u240A\\uFFFD])[\\s\"]*[=+@＝＋＠-](?<!'[=+@＝＋＠-])", text.Split("\r\n")[1]);
        Assert.Contains("'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_without_errors_replaces_an_older_one()
    {
        File.WriteAllText(_path, Earlier, Encoding.UTF8);
        Write(_ => Assert.Equal(Earlier, File.ReadAllText(_path)));
        Assert.Equal("file,line,vin,column,code,message,row\r\n", File.ReadAllText(_path));
        Assert.Equal([_path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_report_that_is_not_completed_leaves_nothing()
    {
        File.WriteAllText(_path, Earlier, Encoding.UTF8);
        ErrorReport.Create(_path, [], TimeProvider.System).Dispose();
        Assert.Equal(Earlier, File.ReadAllText(_path));
        Assert.Equal([_path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_report_never_replaces_the_stock_file()
    {
        var stock = _folder.Write("vin\n");
        Assert.Contains(stock, Assert.Throws<IOException>(() => ErrorReport.Create(stock, [stock], TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Equal("vin\n", File.ReadAllText(stock));
    }

    [Theory]
    [InlineData("no/such/folder/errors.csv")]
    [InlineData(".")]
    public void A_report_that_cannot_be_written_names_its_place(string place)
    {
        var path = Path.GetFullPath(place, _folder.Path);
        Assert.StartsWith($"The error report '{path}' can't be written: ", Assert.Throws<IOException>(() => ErrorReport.Create(path, [], TimeProvider.System)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Device_is_written_to_not_replaced_and_a_full_one_is_reported()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "NOT TESTED: this system has no /dev/full.");
        using (var report = ErrorReport.Create("/dev/null", [], TimeProvider.System))
            report.Complete();
        var full = ErrorReport.Create("/dev/full", [], TimeProvider.System);
        var result = StockFolder.Read(_folder.Write(SmallFile.Of(SmallFile.Row(("color", "")))));
        full.Add(result.Errors[0]);
        Assert.StartsWith("The error report '/dev/full' can't be written: No space left", Assert.Throws<IOException>(full.Complete).Message, StringComparison.Ordinal);
        full.Dispose();
        Assert.All(["/dev/null", "/dev/full"], device => Assert.Equal(0, new FileInfo(device).Length));
    }

    [Fact]
    public async Task Pipe_receives_the_report_and_stays_a_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: there is no mkfifo on Windows.");
        await System.Diagnostics.Process.Start("mkfifo", [_path]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var reading = Task.Run(() => File.ReadAllText(_path));
        Write(_ => { });
        var read = await reading.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        Assert.Equal("file,line,vin,column,code,message,row\r\n", read);
        Assert.Equal(0, new FileInfo(_path).Length);
    }

    [Fact]
    public async Task Pipe_without_a_reader_is_refused_without_waiting()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: only Linux tells a pipe from a file.");
        await System.Diagnostics.Process.Start("mkfifo", [_path]).WaitForExitAsync(TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<IOException>(() => Task.Run(() => Write(_ => { }), TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
        Assert.Contains("a pipe that nobody reads", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_file_is_accepted_for_the_report()
    {
        File.WriteAllText(_path, string.Empty); // mktemp
        Write(_ => { });
        Assert.Equal("file,line,vin,column,code,message,row\r\n", File.ReadAllText(_path));
    }

    public void Dispose() => _folder.Dispose();

    private void Write(Action<ErrorReport> add)
    {
        using var report = ErrorReport.Create(_path, [], TimeProvider.System);
        add(report);
        report.Complete();
    }
}
