using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

public sealed class StreamingTests : IDisposable
{
    private readonly StockFolder _folder = new();
    private readonly StockReader _reader = new(StockFolder.Options);
    private readonly StockSet _set = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_first_pass_knows_the_file_before_a_vehicle_flows()
    {
        var path = _folder.Generate(500, StockDialect.Partner, StockFolder.EncodingOf("windows-1250"));
        var file = _reader.Examine(_set, path, Token);
        Assert.Equal((500, ';', "windows-1250", true), (file.RowCount, file.Delimiter, file.Encoding, file.HasFinalLineBreak));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), file.Sha256);
        Assert.Equal(new FileInfo(path).Length, file.Length);
        Assert.Equal(25, file.Headers.Count);
        Assert.False(file.IsReadToEnd);
        Assert.Equal([file], _set.Files);
    }

    [Fact]
    public void The_numbers_of_rows_without_vin_are_known_before_a_vehicle_flows()
    {
        var path = _folder.Write(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2, ("vin", "NULL")), SmallFile.RowOf(3, ("vin", ""), ("color", ""))));
        var file = _reader.Examine(_set, path, Token);
        Assert.Equal(["C2", "C3"], file.NumbersWithoutVin.Order(StringComparer.Ordinal));
        _ = _reader.Read(file, Token).Count();
        Assert.Equal(["C2", "C3"], file.NumbersWithoutVin.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void File_of_a_reader_that_stops_early_is_not_read_to_its_end()
    {
        var file = _reader.Examine(_set, _folder.Generate(5_000, StockDialect.Clean), Token);
        Assert.Equal(10, _reader.Read(file, Token).Take(10).Count());
        Assert.False(file.IsReadToEnd);
        Assert.Empty(_reader.Read(file, Token));
        Assert.False(file.IsReadToEnd);
    }

    [Fact]
    public void Early_stop_closes_the_file()
    {
        for (var round = 0; round < 50; round++)
        {
            var path = _folder.Generate(2_000, StockDialect.Clean);
            var file = _reader.Examine(_set, path, Token);
            foreach (var row in _reader.Read(file, Token))
            {
                if (row.Vehicle!.Line > round)
                    break;
            }

            using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var file = _reader.Examine(_set, _folder.Generate(20_000, StockDialect.Clean), Token);
        var count = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var row in _reader.Read(file, stop.Token))
            {
                if (++count == 10)
                    stop.Cancel();
            }
        });
        Assert.True(count < 20_000);
        Assert.False(file.IsReadToEnd);
    }

    [Fact]
    public void Examining_can_be_cancelled() => Assert.ThrowsAny<OperationCanceledException>(
        () => _reader.Examine(_set, _folder.Generate(100, StockDialect.Clean), new CancellationToken(canceled: true)));

    public static TheoryData<string, Action<string>> Changes => new()
    {
        { "it grew", path => File.AppendAllText(path, SmallFile.RowOf(9_999) + "\n") },
        { "it shrank", path => File.WriteAllText(path, SmallFile.Of(SmallFile.RowOf(1))) },
        { "it is gone", File.Delete },
        { "it was written again", path => File.SetLastWriteTimeUtc(path, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)) },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_file_that_changed_between_the_passes_is_refused(string why, Action<string> change)
    {
        var path = _folder.Generate(100, StockDialect.Clean);
        var file = _reader.Examine(_set, path, Token);
        change(path);
        Assert.Empty(_reader.Read(file, Token));
        Assert.False(file.IsReadToEnd, why);
        Assert.True(Assert.Single(file.Faults).IsFatal);
    }

    [Fact]
    public void A_file_that_changed_unnoticed_is_caught_by_its_hash()
    {
        var path = _folder.Generate(100, StockDialect.Clean);
        var file = _reader.Examine(_set, path, Token);
        var writtenAt = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("Czarny", "Zielon"));
        File.SetLastWriteTimeUtc(path, writtenAt);

        Assert.Equal(100, _reader.Read(file, Token).Count());
        Assert.False(file.IsReadToEnd);
        Assert.Equal("Changed", Assert.Single(file.Faults).Code);
    }

    [Fact]
    public void A_file_that_grows_while_it_is_read_is_caught()
    {
        var path = _folder.Generate(20_000, StockDialect.Clean);
        var file = _reader.Examine(_set, path, Token);
        var isFirst = true;
        foreach (var row in _reader.Read(file, Token))
        {
            if (!isFirst)
                continue;
            isFirst = false;
            using var append = new StreamWriter(new FileStream(path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite }));
            append.WriteLine(SmallFile.RowOf(99_999));
        }

        Assert.False(file.IsReadToEnd);
        Assert.Equal("Changed", Assert.Single(file.Faults).Code);
    }

    [Fact]
    public void A_stock_is_read_to_its_end_when_all_its_files_are()
    {
        var files = Enumerable.Range(0, 2).Select(_ => _reader.Examine(_set, _folder.Generate(10, StockDialect.Clean), Token)).ToList();
        _set.Seal();
        _ = _reader.Read(files[0], Token).Count();
        Assert.False(_set.IsReadToEnd);
        _ = _reader.Read(files[1], Token).Count();
        Assert.True(_set.IsReadToEnd);
    }

    public void Dispose() => _folder.Dispose();
}
