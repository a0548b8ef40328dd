using System.Text;

namespace IzzyPS.Csv;

/// <summary>
/// Reads a text file once from its start to its end, as UTF-8 without a byte order mark. The same pass computes the hash of the file's bytes, finds the
/// encoding when none is given, and refuses a file that is not text.
/// </summary>
internal sealed class Utf8Stream : Stream
{
    private const byte EndMark = 0x1A;
    private const int MostEndMarks = 4096;

    private readonly HashedBlocks _blocks;
    private readonly EncodingFinder _finder;
    private readonly bool _isAsked;
    private readonly CancellationToken _cancellationToken;
    private readonly byte[] _carried = new byte[HashedBlocks.Headroom]; // The bytes of a character that the end of the block cut. They are put before the next block.
    private int _carriedLength;
    private Utf8Transcoder? _transcoder;
    private ReadOnlyMemory<byte> _text; // The text that is decoded and not yet read.
    private byte[] _peeked = [];
    private int _peekedStart;
    private int _peekedEnd;
    private byte _last;
    private byte[] _heldEnd = [];
    private bool _isDisposed;

    /// <summary>Starts to read a file. The caller owns the file.</summary>
    /// <param name="file">The file, which is read from its start.</param>
    /// <param name="encoding">The encoding, or null to find the encoding.</param>
    /// <param name="cancellationToken">Stops the reading at the next block.</param>
    public Utf8Stream(FileStream file, TextEncoding? encoding, CancellationToken cancellationToken)
    {
        _isAsked = encoding is not null;
        _finder = new EncodingFinder(encoding);
        _cancellationToken = cancellationToken;
        _blocks = new HashedBlocks(file, cancellationToken);
    }

    /// <summary>The encoding in which the file is read; null while all bytes were ASCII.</summary>
    public TextEncoding? Encoding => _finder.Encoding;

    /// <summary>
    /// The encoding in which the file must be read again; null when <see cref="Encoding"/> was right. Known at the end of the file. A second
    /// reading is rare, because the first block with a letter that is not ASCII nearly always shows the encoding.
    /// </summary>
    public TextEncoding? CorrectEncoding => _finder.CorrectEncoding;

    /// <summary>What is doubtful about a file of mixed encodings; null for other files. Known at the end.</summary>
    public MixedText? Mixed => _transcoder?.Mixed;

    /// <summary>The number of replacement characters (U+FFFD). A program that read the file before wrote them in place of letters. Known at the end.</summary>
    public long ReplacedCount { get; private set; }

    /// <summary>The number of bytes that were read so far.</summary>
    public long ByteCount { get; private set; }

    /// <summary>The number of bytes that <see cref="Peek"/> has looked at so far.</summary>
    public int PeekedCount => _peekedEnd;

    /// <summary>Whether all bytes were read.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>The hash of all bytes in lower-case hexadecimal; null before the end.</summary>
    public string? Sha256 => _blocks.Sha256;

    /// <summary>Whether the text's last character is a line break. Known at the end.</summary>
    public bool HasFinalLineBreak => _last is (byte)'\r' or (byte)'\n';

    /// <summary>Whether the file ends inside a character. The bytes of this character are left out. Known at the end.</summary>
    public bool IsCut { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the next bytes of the text. Returns 0 at the end of the text.</summary>
    /// <exception cref="UnreadableTextException">The file is not text.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_peekedStart < _peekedEnd)
        {
            var peeked = Math.Min(buffer.Length, _peekedEnd - _peekedStart);
            _peeked.AsSpan(_peekedStart, peeked).CopyTo(buffer);
            _peekedStart += peeked;
            return peeked;
        }

        if (_text.IsEmpty && !Fill())
            return 0;
        var read = Math.Min(buffer.Length, _text.Length);
        _text.Span[..read].CopyTo(buffer);
        _text = _text[read..];
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Looks at the beginning of the text before anything was read. The text can still be read afterwards.</summary>
    /// <param name="length">The wanted number of bytes. The result is shorter when the text is shorter.</param>
    public ReadOnlyMemory<byte> Peek(int length)
    {
        while (_peekedEnd < length && Fill())
        {
            if (_peeked.Length - _peekedEnd < _text.Length)
                Array.Resize(ref _peeked, Math.Max(_peekedEnd + _text.Length, _peeked.Length * 2));
            _text.CopyTo(_peeked.AsMemory(_peekedEnd));
            _peekedEnd += _text.Length;
            _text = default;
        }

        return _peeked.AsMemory(0, _peekedEnd);
    }

    /// <summary>Reads the rest of the file for its hash and its encoding. The text is dropped.</summary>
    public void ReadToEnd()
    {
        _peekedStart = _peekedEnd;
        do
            _text = default;
        while (Fill());
    }

    /// <summary>Reads the rest of a file that is not text, only for its hash.</summary>
    public void HashRest()
    {
        while (!IsEnded)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (_blocks.TryTake(out var block))
                ByteCount += block.Length - HashedBlocks.Headroom;
            else
                IsEnded = true;
        }
    }

    public override void Flush()
    {
        // The stream is never written to.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _text = default;
            _blocks.Dispose();
            _transcoder?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads blocks until there is new text.</summary>
    /// <returns>False at the end of the file. After a wrong choice of the encoding no more text comes, so the result is false as well.</returns>
    private bool Fill()
    {
        while (!IsEnded)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (_blocks.TryTake(out var block))
                ProcessBlock(block);
            else
                EndText();
            HoldEndMarks();
            if (_text.IsEmpty)
                continue;
            ReplacedCount += _text.Span.Count("\uFFFD"u8);
            _last = _text.Span[^1];
            return true;
        }

        return false;
    }

    /// <summary>
    /// Holds back 0x1A characters at the end of the text, and the line breaks behind them. Old programs end a file with this mark of MS-DOS, and the mark belongs to
    /// no row. When more text comes, what was held back is put before the text.
    /// </summary>
    private void HoldEndMarks()
    {
        if (_text.IsEmpty)
            return;
        var text = _text.Span;
        var end = text[text.TrimEnd("\u001A\r\n"u8).Length..].IndexOf(EndMark) is >= 0 and var mark ? text.TrimEnd("\u001A\r\n"u8).Length + mark : text.Length;
        if (_heldEnd.Length == 0 && end == text.Length)
            return;
        if (_heldEnd.Length > 0 && text.TrimEnd("\u001A\r\n"u8).IsEmpty)
            end = 0; // Only marks and line breaks came.
        if (end == 0 && _heldEnd.Length + text.Length <= MostEndMarks)
        {
            _heldEnd = [.. _heldEnd, .. text];
            _text = default;
            return;
        }

        byte[] whole = [.. _heldEnd, .. text[..end]];
        _heldEnd = text[end..].ToArray();
        _text = whole;
    }

    private void ProcessBlock(Memory<byte> block)
    {
        var start = HashedBlocks.Headroom - _carriedLength;
        _carried.AsSpan(0, _carriedLength).CopyTo(block.Span[start..]);
        if (ByteCount == 0)
        {
            _finder.ExamineStart(block.Span[start..]);
            start += Math.Min(_finder.Preamble, block.Length - start);
        }

        ByteCount += block.Length - HashedBlocks.Headroom;
        var bytes = block[start..];
        if (_finder.Encoding is not { IsUtf16: true } && bytes.Span.IndexOf((byte)0) is >= 0 and var nul)
            throw UnreadableTextException.CreateNulByte(ByteCount - bytes.Length + nul);
        _carriedLength = _finder.Examine(bytes.Span);
        bytes.Span[^_carriedLength..].CopyTo(_carried);
        Decode(bytes[..^_carriedLength], isLast: false);
    }

    private void EndText()
    {
        IsEnded = true;
        var tail = _carried.AsMemory(0, _carriedLength);
        if (!tail.IsEmpty)
            IsCut = _finder.ExamineTail(tail.Span);
        Decode(IsCut ? default : tail, isLast: true);
        IsCut |= _transcoder?.Mixed is { IsCut: true };
        _finder.Conclude();
    }

    private void Decode(ReadOnlyMemory<byte> bytes, bool isLast)
    {
        _text = default;
        if (_finder.IsRefuted)
            return;
        if (_finder.Encoding is { } encoding)
            _transcoder ??= encoding.CreateTranscoder(HashedBlocks.BlockSize + HashedBlocks.Headroom);
        if (_transcoder is null)
        {
            _text = bytes;
            return;
        }

        try
        {
            _text = _transcoder.Transcode(bytes.Span, isLast);
        }
        catch (DecoderFallbackException exception)
        {
            throw UnreadableTextException.CreateNotDecodable(_finder.Encoding!, _isAsked, exception);
        }

        if (_finder.Encoding!.IsUtf16 && _text.Span.Contains((byte)0))
            throw UnreadableTextException.CreateNulByte(null);
    }
}
