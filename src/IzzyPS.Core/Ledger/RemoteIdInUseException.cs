namespace IzzyPS.Ledger;

/// <summary>The server gave a new car the id of a car that another vehicle of the ledger has: which of the two it is, nobody knows.</summary>
internal sealed class RemoteIdInUseException(string remoteId, Exception? innerException = null)
    : Exception($"The server answered with the id {remoteId}, which another vehicle has.", innerException)
{
    internal string RemoteId { get; } = remoteId;
}
