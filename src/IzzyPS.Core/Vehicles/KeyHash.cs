using System.Numerics;
using System.Runtime.InteropServices;

namespace IzzyPS.Vehicles;

/// <summary>
/// A 64-bit hash of a vehicle's key, the same in every process. The hashes of a million keys take 8 MB; the keys themselves would
/// take 60 MB. Two keys may have the same hash. Where this would do harm, the caller compares the keys too.
/// </summary>
internal static class KeyHash
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;

    internal static ulong Compute(VehicleKey key) => Compute(key.Value);

    internal static ulong Compute(ReadOnlySpan<char> key)
    {
        var hash = Prime2 ^ (ulong)key.Length;
        var bytes = MemoryMarshal.AsBytes(key);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft(hash ^ (MemoryMarshal.Read<ulong>(bytes) * Prime1), 29) * Prime2;
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var rest in bytes)
            hash = BitOperations.RotateLeft(hash ^ (rest * Prime1), 11) * Prime2;

        hash ^= hash >> 33;
        hash *= Prime1;
        return hash ^ (hash >> 29);
    }
}
