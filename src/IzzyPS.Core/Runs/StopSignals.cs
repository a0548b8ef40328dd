using System.Runtime.InteropServices;

namespace IzzyPS.Runs;

/// <summary>
/// Listens for the signals that ask a process to end: Ctrl+C, SIGTERM, SIGQUIT, and SIGHUP, which a closed terminal sends. The first signal
/// cancels <see cref="Token"/>. Then the requests in flight are awaited and recorded. Without that, their creates would be in doubt.
/// </summary>
/// <remarks>
/// A signal that the process ignores from its start (<c>nohup</c>) stays ignored: .NET does not call handlers for it.
/// On Windows, .NET raises SIGHUP for a closed console window, SIGTERM for a log-off or shutdown, and SIGQUIT for Ctrl+Break.
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long a host is kept from ending at most: the 30 s that a stopped run waits for its requests in flight, and 15 s to record the answers.</summary>
    private static readonly TimeSpan HostLimit = TimeSpan.FromSeconds(45);

    /// <summary>Signals within this time are one request to end. A supervisor, a shell or an impatient user may send two or three.</summary>
    private static readonly TimeSpan OneRequest = TimeSpan.FromSeconds(2);

    private static readonly Lock Gate = new();
    private static readonly List<StopSignals> Active = [];

    private readonly CancellationTokenSource _stop = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly Action? _say;
    private readonly bool _isHostOurs;
    private readonly Lock _lock = new();
    private long? _stoppedAt;

    private StopSignals(bool isHostOurs, Action? say, params IEnumerable<PosixSignal> signals)
    {
        (_isHostOurs, _say) = (isHostOurs, say);
        lock (Gate)
            Active.Add(this);
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>
    /// Listens for a program of IzzyPS, which ends by itself after it has recorded everything. A Ctrl+C, SIGTERM or SIGQUIT that comes more than
    /// two seconds after the first signal ends the program at once.
    /// </summary>
    /// <param name="say">Called at the first signal, to tell the user that the program is stopping.</param>
    internal static StopSignals ListenForProgram(Action say) =>
        new(isHostOurs: true, say, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP);

    /// <summary>
    /// Listens in a host such as PowerShell. The signal still ends the host, but only after the run has been recorded, or after 45 s. Ctrl+C is
    /// left to the host.
    /// </summary>
    internal static StopSignals ListenForHost() => new(isHostOurs: false, say: null, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP);

    /// <summary>Ends the listening. Everything has been recorded, so the process may end.</summary>
    public void Dispose()
    {
        lock (Gate)
            _ = Active.Remove(this);
        _ended.Set();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void Handle(PosixSignalContext context)
    {
        var (isFirst, isSameRequest) = NoteSignal();
        // All runs of the process must stop now. .NET calls the handlers of a signal one after the other, so the next handler may come late.
        StopAll();
        if (!_isHostOurs || EndsOnReturn(context.Signal))
        {
            _ = _ended.Wait(HostLimit);
            return;
        }

        // SIGHUP says only that the terminal is gone, so a later SIGHUP must not end the program at once.
        context.Cancel = isSameRequest || context.Signal == PosixSignal.SIGHUP;
        if (isFirst)
            _say?.Invoke();
    }

    private (bool IsFirst, bool IsSameRequest) NoteSignal()
    {
        lock (_lock)
        {
            var isFirst = _stoppedAt is null;
            _stoppedAt ??= TimeProvider.System.GetTimestamp();
            return (isFirst, TimeProvider.System.GetElapsedTime(_stoppedAt.Value) < OneRequest);
        }
    }

    /// <summary>Whether the system ends the process when the handler returns, whatever the handler asks for.</summary>
    private static bool EndsOnReturn(PosixSignal signal) => OperatingSystem.IsWindows() && signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM;

    private static void StopAll()
    {
        StopSignals[] active;
        lock (Gate)
            active = [.. Active];
        foreach (var signals in active)
            signals._stop.Cancel();
    }
}
