
namespace IzzyPS.Ledger.Listings;

/// <summary>Opens a snapshot on another thread, while whoever needs it still looks at the stock file.</summary>
internal sealed class SnapshotAhead(ILedger ledger) : IDisposable
{
    private readonly Task<ILedgerSnapshot> _opening = Task.Run(ledger.OpenSnapshot);

    /// <summary>The snapshot, as soon as it is open.</summary>
    /// <exception cref="LedgerException">It can't be opened.</exception>
    internal ILedgerSnapshot Value => _opening.GetAwaiter().GetResult();

    public void Dispose()
    {
        Task.WaitAny(_opening); // Not Wait: whoever needed it has heard why it failed.
        if (_opening.IsCompletedSuccessfully)
            _opening.Result.Dispose();
        _ = _opening.Exception;
    }
}
