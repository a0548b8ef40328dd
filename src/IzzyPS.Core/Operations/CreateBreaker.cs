namespace IzzyPS.Operations;

/// <summary>
/// Stops creates before they leave many in doubt: three unanswered in a row pause them, then they go one at a time until one is
/// acknowledged; three more end them for this run. Source: SAFETY.md, "The life of an operation".
/// </summary>
internal sealed class CreateBreaker(SendGate gate, TimeSpan pause, Action<string> warn)
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

    /// <summary>The server refused one: the row of those in doubt ends, caution does not.</summary>
    internal void Refused(int round)
    {
        lock (_lock)
        {
            if (round == Round)
                _inDoubtInARow = 0;
        }
    }

    /// <summary>Nobody knows whether it was created.</summary>
    internal void Unanswered(int round) => InDoubt(round, "were not answered");

    /// <summary>The server said yes, with a car id that another vehicle has: known only when it is written down.</summary>
    internal void Repeated(int round) => InDoubt(round, "are in doubt, the last by an id that another vehicle has");

    /// <summary>It is created, and written down.</summary>
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

    private void InDoubt(int round, string what)
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
            warn($"{Tolerated} more creates in a row {what}: this run creates nothing more. Resolve those in doubt, then compare again.");
            return;
        }

        _isSingle = true;
        Round++;
        gate.OneAtATime(true);
        gate.PauseFor(pause);
        warn($"{Tolerated} creates in a row {what}: creates pause for {pause.TotalSeconds:0} s, then go one at a time.");
    }
}
