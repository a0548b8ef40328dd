namespace IzzyPS.Operations;

/// <summary>
/// How many requests may be under way: halved when the server says that it is too much, raised step by step when it copes,
/// never above the limit. It can be paused.
/// </summary>
internal sealed class SendGate
{
    private static readonly TimeSpan HalvingPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private readonly int _limit;
    private readonly TimeProvider _time;
    private int _allowed;
    private int _ceiling;
    private int _underWay;
    private int _successes;

    // Timestamps: the clock may jump a day.
    private long? _halvedAt;
    private long _pausedAt;
    private TimeSpan _pause;

    internal SendGate(int limit, TimeProvider time)
    {
        (_limit, _allowed, _ceiling) = (limit, limit, limit);
        _time = time;
    }

    /// <summary>How many may be under way now.</summary>
    internal int Allowed
    {
        get
        {
            lock (_lock)
                return Math.Min(_allowed, _ceiling);
        }
    }

    /// <summary>Waits for a place. Each must be given back with <see cref="Exit"/>.</summary>
    internal async Task EnterAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TaskCompletionSource? turn = null;
            TimeSpan pause;
            lock (_lock)
            {
                pause = PauseLeft();
                if (pause <= TimeSpan.Zero)
                {
                    if (_underWay < Math.Min(_allowed, _ceiling))
                    {
                        _underWay++;
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

    /// <summary>Gives a place back.</summary>
    /// <param name="isTooMuch">Whether the server said or showed that it was too much.</param>
    internal void Exit(bool isTooMuch)
    {
        lock (_lock)
        {
            _underWay--;
            if (isTooMuch)
                Halve();
            else if (_allowed < _limit && ++_successes >= _allowed)
                (_allowed, _successes) = (_allowed + 1, 0);
            WakeUp();
        }
    }

    /// <summary>Lets nobody in for a while; a longer pause that has begun goes on.</summary>
    /// <returns>Whether nobody was kept out before: several answers of one busy moment make one pause.</returns>
    internal bool PauseFor(TimeSpan time)
    {
        lock (_lock)
        {
            var left = PauseLeft();
            if (time > left)
                (_pausedAt, _pause) = (_time.GetTimestamp(), time);
            return left <= TimeSpan.Zero;
        }
    }

    /// <summary>One at a time, or as many as the server copes with.</summary>
    internal void OneAtATime(bool isSingle)
    {
        lock (_lock)
        {
            _ceiling = isSingle ? 1 : _limit;
            WakeUp();
        }
    }

    /// <summary>Several answers of one busy moment are one sign, not many.</summary>
    private void Halve()
    {
        if (_halvedAt is { } last && _time.GetElapsedTime(last) < HalvingPause)
            return;
        (_allowed, _successes, _halvedAt) = (Math.Max(1, _allowed / 2), 0, _time.GetTimestamp());
    }

    private TimeSpan PauseLeft() => _pause == TimeSpan.Zero ? TimeSpan.Zero : _pause - _time.GetElapsedTime(_pausedAt);

    private void WakeUp()
    {
        for (var free = Math.Min(_allowed, _ceiling) - _underWay; free > 0 && _waiting.TryDequeue(out var turn); free--)
            _ = turn.TrySetResult();
    }
}
