using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace IzzyPS.Hashing;

/// <summary>The hash of a content: the first 16 bytes of its SHA-256. Contents that have the same hash are treated as equal.</summary>
/// <remarks>
/// UInt128 would do, but crossgen compiles no method ahead that uses it: some 130 methods were compiled while a process
/// started, which took 50 ms of a run with new cars.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ContentHash(ulong High, ulong Low)
{
    [ThreadStatic]
    private static IncrementalHash? _sha256; // Kept for reuse: for so few bytes, making the object takes half of the time.

    /// <summary>How many bytes a hash has.</summary>
    internal const int Size = 16;

    internal static ContentHash Compute(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var sha256 = _sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(content);
        _ = sha256.GetHashAndReset(digest);
        return Read(digest);
    }

    /// <summary>Reads a hash from its bytes.</summary>
    internal static ContentHash Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>Writes the hash's bytes.</summary>
    internal void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], Low);
    }

    /// <summary>The hash's bytes.</summary>
    internal byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    public bool Equals(ContentHash other) => High == other.High && Low == other.Low;

    public override int GetHashCode() => (int)Low;
}
