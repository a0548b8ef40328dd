using System.Buffers.Binary;
using System.IO.Compression;

namespace IzzyPS.Stock.Containers;

/// <summary>
/// Reads a gzip file. .NET does not notice that the end of a gzip file is missing, and a shorter stock would be read as a whole one. So this class checks the
/// trailer, which has the checksum and the length of the content. A file may consist of several members one after the other: then the trailer is that of the last one.
/// </summary>
internal static class GzipContent
{
    private const int TrailerLength = 8;

    /// <summary>Unpacks the content.</summary>
    /// <param name="raw">The gzip file.</param>
    /// <param name="most">The highest number of bytes of the content.</param>
    /// <param name="cancellationToken">Stops the unpacking.</param>
    /// <exception cref="ContentException">The file is damaged or not complete, or its content is too large.</exception>
    public static FileStream Unpack(FileStream raw, long most, CancellationToken cancellationToken)
    {
        try
        {
            var (checksum, length) = ReadTrailer(raw);
            using var gzip = new GZipStream(raw, CompressionMode.Decompress, leaveOpen: true);
            var text = Spool.Copy(gzip, "the gzip file", most, cancellationToken);
            if ((uint)text.Length == length || (length < text.Length && ComputeChecksum(text, length) == checksum))
                return text;
            text.Dispose();
            throw new InvalidDataException("Its end is missing.");
        }
        catch (InvalidDataException exception)
        {
            throw ContentException.CreateDamaged("a gzip file", exception);
        }
    }

    private static (uint Checksum, uint Length) ReadTrailer(FileStream raw)
    {
        Span<byte> trailer = stackalloc byte[TrailerLength];
        raw.Position = Math.Max(0, raw.Length - TrailerLength);
        raw.ReadExactly(trailer[..(int)Math.Min(raw.Length, TrailerLength)]);
        raw.Position = 0;
        return (BinaryPrimitives.ReadUInt32LittleEndian(trailer), BinaryPrimitives.ReadUInt32LittleEndian(trailer[sizeof(uint)..]));
    }

    /// <summary>Computes the CRC-32 (RFC 1952) of the last bytes of a text. The text's position is 0 afterwards.</summary>
    private static uint ComputeChecksum(FileStream text, uint length)
    {
        const uint Polynomial = 0xEDB88320;
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            table[value] = value;
            for (var bit = 0; bit < 8; bit++)
                table[value] = (table[value] & 1) == 0 ? table[value] >> 1 : (table[value] >> 1) ^ Polynomial;
        }

        var checksum = uint.MaxValue;
        var block = new byte[64 * 1024];
        text.Position = text.Length - length;
        while (text.Read(block) is > 0 and var read)
        {
            foreach (var value in block.AsSpan(0, read))
                checksum = (checksum >> 8) ^ table[(byte)(checksum ^ value)];
        }

        text.Position = 0;
        return ~checksum;
    }
}
