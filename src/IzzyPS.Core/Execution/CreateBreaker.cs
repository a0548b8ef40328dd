namespace IzzyPS.Execution;

/// <summary>
/// Stops creates before they leave many in doubt: three unanswered in a row pause them, then they go one at a time until one is
/// acknowledged; three more end them for this run. Source: SAFETY.md, "The life of an operation".
/// </summary>
internal sealed class CreateBreaker(SendGate gate, TimeSpan pause, TimeProvider time, Action<string> warn)
{
    private const int Tolerated = 3;

    private readonly Lock _lock = new();
    private int _inDoubtInARow;
    private bool _isSingle;

    /// <summary>Whether this run creates nothing more.</summary>
    internal bool IsOpen { get; private set; }

    internal void Acknowledged()
    {
        lock (_lock)
        {
            _inDoubtInARow = 0;
            if (!_isSingle)
                return;
            _isSingle = false;
            gate.OneAtATime(false);
        }
    }

    /// <summary>An answer that says no is an answer: the row of unanswered ones ends, caution does not.</summary>
    internal void Answered()
    {
        lock (_lock)
            _inDoubtInARow = 0;
    }

    internal void InDoubt()
    {
        lock (_lock)
        {
            if (++_inDoubtInARow < Tolerated || IsOpen)
                return;
            _inDoubtInARow = 0;
            if (_isSingle)
            {
                IsOpen = true;
                warn($"{Tolerated} more creates in a row were not answered: this run creates nothing more. Resolve those in doubt, then compare again.");
                return;
            }

            _isSingle = true;
            gate.OneAtATime(true);
            gate.PauseUntil(time.GetUtcNow() + pause);
            warn($"{Tolerated} creates in a row were not answered: creates pause for {pause.TotalSeconds:0} s, then go one at a time.");
        }
    }
}
