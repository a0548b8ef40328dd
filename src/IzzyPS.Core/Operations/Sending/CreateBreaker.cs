namespace IzzyPS.Operations.Sending;

/// <summary>
/// A circuit breaker that keeps a runner from leaving many creates in doubt. Three creates in doubt in a row pause the creates. After the
/// pause one create at a time is sent, until a create is acknowledged. Three more in doubt in a row end the creates of this runner. Each
/// runner of a shared run has its own breaker.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
internal sealed class CreateBreaker(SendGate gate, TimeSpan pause, Action<string> warn)
{
    private const int Limit = 3;

    private readonly Lock _lock = new();
    private int _inDoubtInARow;
    private bool _isSingle;

    /// <summary>Whether this runner sends no more creates.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>
    /// The number of pauses so far. Each create keeps the number from when it is sent. An answer with an older number is not counted: its
    /// create was in flight before the pause, so it says nothing about the server after the pause.
    /// </summary>
    internal int PauseCount { get; private set; }

    /// <summary>
    /// Notes that the server refused a create. The server answers, so the count of creates in doubt starts again. Creates still go one at
    /// a time, because only an acknowledged create shows that creating works.
    /// </summary>
    internal void NoteRefused(int pauseCount)
    {
        lock (_lock)
        {
            if (pauseCount == PauseCount)
                _inDoubtInARow = 0;
        }
    }

    /// <summary>Notes a create of which nobody knows whether it was done.</summary>
    internal void NoteUnanswered(int pauseCount) => CountInDoubt(pauseCount, "are in doubt");

    /// <summary>Notes an acknowledged create whose car id another vehicle has. Only the commit to the ledger finds that out.</summary>
    internal void NoteRepeatedId(int pauseCount) => CountInDoubt(pauseCount, "are in doubt, the last because its car id belongs to another vehicle");

    /// <summary>Notes a create that was acknowledged and written to the ledger.</summary>
    internal void NoteAcknowledged(int pauseCount)
    {
        lock (_lock)
        {
            if (pauseCount != PauseCount)
                return;
            _inDoubtInARow = 0;
            if (!_isSingle)
                return;
            _isSingle = false;
            gate.SetSingle(false);
        }
    }

    private void CountInDoubt(int pauseCount, string what)
    {
        lock (_lock)
        {
            if (pauseCount == PauseCount && ++_inDoubtInARow >= Limit && !IsOpen)
                Escalate(what);
        }
    }

    private void Escalate(string what)
    {
        _inDoubtInARow = 0;
        if (_isSingle)
        {
            IsOpen = true;
            warn($"{Limit} more creates in a row {what}: this runner sends no more creates. Resolve the creates in doubt, then compare again.");
            return;
        }

        _isSingle = true;
        PauseCount++;
        gate.SetSingle(true);
        gate.PauseFor(pause);
        warn($"{Limit} creates in a row {what}: creates pause for {pause.TotalSeconds:0} s, then one at a time is sent.");
    }
}
