namespace IzzyPS.Ledger.History;

/// <summary>One event of a vehicle, with the run that the event belongs to.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Prices">The prices from the event on, or null where the event changed no price.</param>
/// <param name="Command">The command that started the run.</param>
/// <param name="User">The user who started the run.</param>
/// <param name="Host">The machine that the run was started on.</param>
/// <param name="Files">The stock files of the run.</param>
internal sealed record HistoryLine(LedgerEvent Event, Prices? Prices, string Command, string User, string Host, IReadOnlyList<string> Files);
