namespace IzzyPS.Testing.Rigs;

/// <summary>The storage of a ledger. All promises hold for each kind.</summary>
public enum LedgerKind
{
    Sqlite = 1,
    Postgres,
}
