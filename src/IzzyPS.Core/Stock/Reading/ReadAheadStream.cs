namespace IzzyPS.Stock.Reading;

/// <summary>Reads another stream on a thread of its own, some blocks ahead: what that stream computes takes no time of the reader's.</summary>
internal sealed class ReadAheadStream : Stream
{
    private const int BlockSize = 64 * 1024;

    private readonly ReadAhead<ReadOnlyMemory<byte>> _blocks;
    private ReadOnlyMemory<byte> _block;

    /// <summary>Starts to read. The other stream is the caller's, and must not be used before this one is disposed.</summary>
    public ReadAheadStream(Stream source, CancellationToken cancellationToken) =>
        _blocks = new ReadAhead<ReadOnlyMemory<byte>>(_ => ReadBlocks(source), cancellationToken);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives the next bytes; zero at the end. What went wrong with reading the other stream is thrown here.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (_block.IsEmpty && !_blocks.TryTake(out _block))
            return 0;
        var read = Math.Min(buffer.Length, _block.Length);
        _block.Span[..read].CopyTo(buffer);
        _block = _block[read..];
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _blocks.Dispose();
        base.Dispose(disposing);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ReadBlocks(Stream source)
    {
        var buffers = new byte[ReadAhead<ReadOnlyMemory<byte>>.Buffers][]; // Made as they are needed: most files fill one.
        for (var next = 0; ; next = (next + 1) % buffers.Length)
        {
            var buffer = buffers[next] ??= new byte[BlockSize];
            var read = source.Read(buffer);
            if (read == 0)
                yield break;
            yield return buffer.AsMemory(0, read);
        }
    }
}
