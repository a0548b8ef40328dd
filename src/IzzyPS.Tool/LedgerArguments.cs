namespace IzzyPS.Tool;

/// <summary>The options of a command line about the ledger.</summary>
/// <param name="Path">The file or the address. Null means the environment's ledger.</param>
/// <param name="Adopt">Whether a ledger that this machine does not remember may be used from now on.</param>
/// <param name="OnlyLooks">Whether the command only reads.</param>
internal sealed record LedgerArguments(string? Path, bool Adopt = false, bool OnlyLooks = false);
