namespace IzzyPS.Storage;

/// <summary>What a ledger says of itself, also one that is refused because it was moved away.</summary>
/// <param name="Identity">Its lineage, serial and account.</param>
/// <param name="MovedTo">Where the account's listings are remembered instead; null where they are remembered here.</param>
internal sealed record LedgerMark(LedgerIdentity Identity, string? MovedTo)
{
    /// <summary>Reads it.</summary>
    internal static LedgerMark Read(ILedgerQueries ledger, string location)
    {
        using var rows = ledger.Query("SELECT lineage, serial, account, moved_to FROM meta");
        return rows.Step()
            ? new LedgerMark(new LedgerIdentity(rows.GetGuid(0), rows.GetInt64(1), rows.GetText(2)!), rows.GetText(3))
            : throw LedgerRefusal.CreateCorrupt(location, "it does not say whose it is");
    }

    /// <summary>The identity of a ledger that is in use.</summary>
    /// <exception cref="LedgerException">It was moved away.</exception>
    internal static LedgerIdentity ReadIdentity(ILedgerQueries ledger, string location)
    {
        var mark = Read(ledger, location);
        return mark.MovedTo is { } place ? throw LedgerRefusal.CreateMoved(location, place) : mark.Identity;
    }
}
