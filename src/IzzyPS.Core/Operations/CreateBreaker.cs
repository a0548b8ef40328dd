namespace IzzyPS.Operations;

/// <summary>
/// A circuit breaker that keeps a run from leaving many creates in doubt. Three creates in doubt in a row pause the creates. After the
/// pause one create at a time is sent, until a create is acknowledged. Three more in doubt end the creates of this run.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
internal sealed class CreateBreaker(SendGate gate, TimeSpan pause, Action<string> warn)
{
    private const int Tolerated = 3;

    private readonly Lock _lock = new();
    private int _inDoubtInARow;
    private bool _isSingle;

    /// <summary>Whether this run sends no more creates.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>
    /// The number of pauses so far. Each create keeps the number from when it is sent. An answer with an older number is not counted: its
    /// create was in flight before the pause, so it says nothing about the server after the pause.
    /// </summary>
    internal int Round { get; private set; }

    /// <summary>
    /// Notes that the server refused a create. The server answers, so the count of creates in doubt starts again. Creates still go one at
    /// a time, because only an acknowledged create shows that creating works.
    /// </summary>
    internal void NoteRefused(int round)
    {
        lock (_lock)
        {
            if (round == Round)
                _inDoubtInARow = 0;
        }
    }

    /// <summary>Notes a create of which nobody knows whether it was done.</summary>
    internal void NoteUnanswered(int round) => CountInDoubt(round, "were not answered");

    /// <summary>Notes an acknowledged create whose car id another vehicle has. Only the commit to the ledger finds that out.</summary>
    internal void NoteRepeatedId(int round) => CountInDoubt(round, "are in doubt, the last because its car id belongs to another vehicle");

    /// <summary>Notes a create that was acknowledged and written to the ledger.</summary>
    internal void NoteAcknowledged(int round)
    {
        lock (_lock)
        {
            if (round != Round)
                return;
            _inDoubtInARow = 0;
            if (!_isSingle)
                return;
            _isSingle = false;
            gate.SetSingle(false);
        }
    }

    private void CountInDoubt(int round, string what)
    {
        lock (_lock)
        {
            if (round == Round && ++_inDoubtInARow >= Tolerated && !IsOpen)
                Escalate(what);
        }
    }

    private void Escalate(string what)
    {
        _inDoubtInARow = 0;
        if (_isSingle)
        {
            IsOpen = true;
            warn($"{Tolerated} more creates in a row {what}: this run sends no more creates. Resolve the creates in doubt, then compare again.");
            return;
        }

        _isSingle = true;
        Round++;
        gate.SetSingle(true);
        gate.PauseFor(pause);
        warn($"{Tolerated} creates in a row {what}: creates pause for {pause.TotalSeconds:0} s, then one at a time is sent.");
    }
}
