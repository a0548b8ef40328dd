namespace IzzyPS.Operations.Sending;

/// <summary>
/// A throttle: it limits how many requests are in flight. The number n is halved when the server is overloaded. After n calls that showed no
/// overload, n rises by one. Failed calls count as well: a timeout is no sign of overload here. n never exceeds the limit. The gate can be
/// paused.
/// </summary>
internal sealed class SendGate
{
    private static readonly TimeSpan ShortestTimeBetweenHalvings = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly int _limit;
    private readonly TimeProvider _time;
    private int _allowed;
    private int _ceiling;
    private int _inFlight;
    private int _calmCalls;

    // Timestamps of the monotonic clock, because the wall clock may jump by a day.
    private long? _halvedAt;
    private long _pausedAt;
    private TimeSpan _pause;

    internal SendGate(int limit, TimeProvider time)
    {
        (_limit, _allowed, _ceiling) = (limit, limit, limit);
        _time = time;
    }

    /// <summary>How many requests may be in flight now.</summary>
    internal int Allowed
    {
        get
        {
            lock (_lock)
                return Math.Min(_allowed, _ceiling);
        }
    }

    /// <summary>Waits for a slot. The caller must give the slot back with <see cref="Exit"/>, unless the wait was cancelled.</summary>
    internal async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource? turn = null;
            TimeSpan pause;
            lock (_lock)
            {
                pause = GetPauseLeft();
                if (pause <= TimeSpan.Zero)
                {
                    if (_inFlight < Math.Min(_allowed, _ceiling))
                    {
                        _inFlight++;
                        return;
                    }

                    turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    _waiting.Enqueue(turn);
                }
            }

            if (turn is null)
                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            else
                await turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="isOverloaded">Whether the server said or showed that it is overloaded.</param>
    internal void Exit(bool isOverloaded)
    {
        lock (_lock)
        {
            _inFlight--;
            if (isOverloaded)
                Halve();
            else if (_allowed < _limit && ++_calmCalls >= _allowed)
                (_allowed, _calmCalls) = (_allowed + 1, 0);
            WakeUp();
        }
    }

    /// <summary>Lets no request in for a while. A pause that lasts longer already is not shortened.</summary>
    /// <returns>Whether a new pause began. False where a pause was under way: several answers of one busy moment make one pause.</returns>
    internal bool PauseFor(TimeSpan time)
    {
        lock (_lock)
        {
            var left = GetPauseLeft();
            if (time > left)
                (_pausedAt, _pause) = (_time.GetTimestamp(), time);
            return left <= TimeSpan.Zero;
        }
    }

    /// <summary>Lets one request at a time in, or again as many as the server copes with.</summary>
    internal void SetSingle(bool isSingle)
    {
        lock (_lock)
        {
            _ceiling = isSingle ? 1 : _limit;
            WakeUp();
        }
    }

    /// <summary>Halves the number, at most once a second: several answers of one busy moment are one sign of overload.</summary>
    private void Halve()
    {
        if (_halvedAt is { } last && _time.GetElapsedTime(last) < ShortestTimeBetweenHalvings)
            return;
        (_allowed, _calmCalls, _halvedAt) = (Math.Max(1, _allowed / 2), 0, _time.GetTimestamp());
    }

    private TimeSpan GetPauseLeft() => _pause == TimeSpan.Zero ? TimeSpan.Zero : _pause - _time.GetElapsedTime(_pausedAt);

    private void WakeUp()
    {
        for (var free = Math.Min(_allowed, _ceiling) - _inFlight; free > 0 && _waiting.TryDequeue(out var turn); free--)
            _ = turn.TrySetResult();
    }
}
