namespace IzzyPS.Ledger.Listings;

/// <summary>One event of a vehicle with the run that it belongs to.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Prices">The prices from then on, where they changed.</param>
/// <param name="Command">The command that ran.</param>
/// <param name="User">Who ran it.</param>
/// <param name="Host">Where.</param>
/// <param name="Files">The run's files.</param>
internal sealed record HistoryLine(LedgerEvent Event, Prices? Prices, string Command, string User, string Host, IReadOnlyList<string> Files);
