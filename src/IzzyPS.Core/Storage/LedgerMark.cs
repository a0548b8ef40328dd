namespace IzzyPS.Storage;

/// <summary>A ledger's identity and, when the ledger was moved away, the mark of the move.</summary>
/// <param name="Identity">The lineage, serial and account.</param>
/// <param name="MovedTo">The place where the account's listings are remembered instead; null when the ledger was not moved.</param>
internal sealed record LedgerMark(LedgerIdentity Identity, string? MovedTo)
{
    /// <summary>Reads the identity and the mark of a ledger.</summary>
    internal static LedgerMark Read(ILedgerQueries ledger, string location)
    {
        using var rows = ledger.Query("SELECT lineage, serial, account, moved_to FROM meta");
        return rows.Step()
            ? new LedgerMark(new LedgerIdentity(rows.GetGuid(0), rows.GetInt64(1), rows.GetText(2)!), rows.GetText(3))
            : throw LedgerRefusal.CreateCorrupt(location, "it does not name its account");
    }

    /// <summary>Reads the identity of a ledger that was not moved.</summary>
    /// <exception cref="LedgerException">The ledger was moved away.</exception>
    internal static LedgerIdentity ReadIdentity(ILedgerQueries ledger, string location)
    {
        var mark = Read(ledger, location);
        return mark.MovedTo is { } place ? throw LedgerRefusal.CreateMoved(location, place) : mark.Identity;
    }
}
