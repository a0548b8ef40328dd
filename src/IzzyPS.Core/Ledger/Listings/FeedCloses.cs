namespace IzzyPS.Ledger.Listings;

/// <summary>What earlier runs left about the closes of a feed.</summary>
/// <param name="Base">How many listings there were before the first run that held closes back; null where none is held back.</param>
/// <param name="Held">The closes of active listings that are held back.</param>
/// <param name="Order">The order of the feed's last complete files (<see cref="Planning.Evidence.FileOrder"/>); null where it is unknown.</param>
internal sealed record FeedCloses(int? Base, IReadOnlyDictionary<VehicleKey, HeldClose> Held, string? Order);
