using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Reading;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>The first pass reads a file once, whatever is in the file; the second pass reads it once more.</summary>
public sealed class ReadingsTests : IDisposable
{
    private const int Rows = 3_000;

    private readonly StockFolder _folder = new();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("windows-1250")]
    [InlineData("iso-8859-2")]
    [InlineData("utf-16")]
    public void First_pass_reads_each_byte_once_even_where_keys_repeat(string encoding)
    {
        var rows = Enumerable.Range(0, Rows).Select(number => SmallFile.RowOf(number % (Rows - 5), ("color", "Żółty ąśź"))).ToArray();
        var path = _folder.Write(SmallFile.Of(rows), StockFolder.EncodingOf(encoding));
        var reader = new StockReader(StockFolder.Options);
        var file = new StockSet().Add(path);
        using (var stream = new CountedFile(path))
        {
            new StockExaminer(file, StockFolder.Options).Examine(stream, TestContext.Current.CancellationToken);
            Assert.Equal(new FileInfo(path).Length, stream.BytesRead);
        }

        Assert.Empty(file.Faults);
        Assert.Equal((encoding, Rows), (file.Encoding, file.RowCount));
        Assert.Equal((Rows - 5, 5), (reader.Read(file, TestContext.Current.CancellationToken).Count(), file.RowsRepeated));
    }

    [Theory]
    [InlineData("windows-1250", "ł", "ąśź")]
    [InlineData("iso-8859-2", "ł", "ąśź")]
    [InlineData("windows-1250", "Ĺż", "żółć ąśź ŻÓŁĆ")]
    [InlineData("utf-8", "a", "żółć")]
    public void Letters_far_down_the_file_decide_its_encoding(string encoding, string early, string late)
    {
        // The first letters that are not ASCII look like another encoding, or there are none; those that tell come blocks later.
        var filler = Enumerable.Range(10, 2_000).Select(number => SmallFile.RowOf(number, ("category", "osobowy"), ("driveWheels", "AWD"))).ToArray();
        var text = SmallFile.Of([SmallFile.RowOf(1, ("color", early), ("driveWheels", "AWD")), .. filler, .. Enumerable.Range(1, 3).Select(number => SmallFile.RowOf(3_000 + number, ("color", late), ("driveWheels", "AWD")))]);
        var result = StockFolder.Read(_folder.Write(text, StockFolder.EncodingOf(encoding)));

        Assert.Empty(result.File.Faults);
        Assert.Equal(encoding, result.File.Encoding);
        Assert.Equal((early, late), (result.Vehicles[0].Color, result.Vehicles[^1].Color));
        Assert.Equal((2_004, 2_004), (result.File.RowCount, result.Vehicles.Count));
        Assert.True(result.File.IsReadToEnd);
    }

    [Fact]
    public void A_refused_file_has_the_hash_of_all_its_bytes()
    {
        var path = _folder.Write(SmallFile.Of(SmallFile.RowOf(1)) + "\"" + new string('x', 8 << 20));
        var result = StockFolder.Read(path);
        Assert.Equal(["RowTooLong"], result.FaultCodes);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), result.File.Sha256);
    }

    [Fact]
    public void A_header_below_many_blank_lines_is_found() =>
        Assert.Equal(200_003, Assert.Single(StockFolder.Read(_folder.Write(new string('\n', 200_001) + SmallFile.Of(SmallFile.RowOf(1)))).Vehicles).Line);

    [Fact]
    public void Key_hash_set_keeps_each_hash_once()
    {
        var random = new Random(1);
        var set = new KeyHashSet();
        var known = new HashSet<ulong>();
        foreach (var hash in Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64()).SelectMany(hash => new[] { hash, hash % 3, ulong.MaxValue - (hash % 100), hash }))
            Assert.Equal(known.Add(hash), set.Add(hash));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A file that counts the bytes that are read from it.</summary>
    private sealed class CountedFile(string path) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        private long _bytesRead;

        public long BytesRead => Volatile.Read(ref _bytesRead);

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            _ = Interlocked.Add(ref _bytesRead, read);
            return read;
        }
    }
}
