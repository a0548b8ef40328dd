
namespace IzzyPS.Ledger.Snapshots;

/// <summary>Opens a snapshot on another thread while the command still examines the stock file.</summary>
internal sealed class SnapshotAhead(ILedger ledger) : IDisposable
{
    private readonly Task<ILedgerSnapshot> _opening = Task.Run(ledger.OpenSnapshot);

    /// <summary>The snapshot. Waits until it is open.</summary>
    /// <exception cref="LedgerException">The snapshot can't be opened.</exception>
    internal ILedgerSnapshot Value => _opening.GetAwaiter().GetResult();

    public void Dispose()
    {
        Task.WaitAny(_opening); // Task.Wait would throw the error of the opening, which the caller of Value has got already.
        if (_opening.IsCompletedSuccessfully)
            _opening.Result.Dispose();
        _ = _opening.Exception;
    }
}
