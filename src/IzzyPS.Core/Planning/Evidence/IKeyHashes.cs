using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Evidence;

/// <summary>
/// The hashes (<see cref="KeyHash"/>) of the keys of a file's valid vehicles, in the order of the file. The evidence refers to the
/// reader's own list through this interface: a copy would cost 8 MB for a million vehicles.
/// </summary>
internal interface IKeyHashes
{
    ReadOnlySpan<ulong> Hashes { get; }
}
