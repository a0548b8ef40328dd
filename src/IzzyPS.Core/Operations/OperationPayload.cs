using IzzyPS.Hashing;

namespace IzzyPS.Operations;

/// <summary>The payload of an operation. A create and an update send it. A close sends only its reason.</summary>
/// <param name="Utf8">The payload, as UTF-8 text.</param>
/// <param name="Hash">A hash of the payload. Two payloads with the same hash are equal.</param>
internal readonly record struct OperationPayload(ReadOnlyMemory<byte> Utf8, ContentHash Hash)
{
    public bool Equals(OperationPayload other) => Hash == other.Hash;

    public override int GetHashCode() => Hash.GetHashCode();
}
