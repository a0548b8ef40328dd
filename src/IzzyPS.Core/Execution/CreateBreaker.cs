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

    /// <summary>
    /// Counts the pauses. Each create notes it when it is sent: the answers of those that were under way when a pause began
    /// say nothing about the server after it.
    /// </summary>
    internal int Round { get; private set; }

    internal void Acknowledged(int round)
    {
        lock (_lock)
        {
            if (round != Round)
                return;
            _inDoubtInARow = 0;
            if (!_isSingle)
                return;
            _isSingle = false;
            gate.OneAtATime(false);
        }
    }

    /// <summary>An answer that says no is an answer: the row of unanswered ones ends, caution does not.</summary>
    internal void Answered(int round)
    {
        lock (_lock)
        {
            if (round == Round)
                _inDoubtInARow = 0;
        }
    }

    internal void InDoubt(int round)
    {
        lock (_lock)
        {
            if (round != Round || ++_inDoubtInARow < Tolerated || IsOpen)
                return;
            _inDoubtInARow = 0;
            if (_isSingle)
            {
                IsOpen = true;
                warn($"{Tolerated} more creates in a row were not answered: this run creates nothing more. Resolve those in doubt, then compare again.");
                return;
            }

            _isSingle = true;
            Round++;
            gate.OneAtATime(true);
            gate.PauseUntil(time.GetUtcNow() + pause);
            warn($"{Tolerated} creates in a row were not answered: creates pause for {pause.TotalSeconds:0} s, then go one at a time.");
        }
    }
}
