using System.Runtime.InteropServices;

namespace IzzyPS.Runs;

/// <summary>
/// The signals that ask a process to end: Ctrl+C, SIGTERM, SIGQUIT, and SIGHUP, which a closed terminal sends. The first one cancels
/// <see cref="Token"/>, so that requests in flight are awaited and recorded; without that they would be in doubt.
/// </summary>
/// <remarks>
/// A signal that the process ignores from its start (<c>nohup</c>) stays ignored: .NET does not call handlers for it.
/// On Windows .NET raises SIGHUP for a closed console window, SIGTERM for a log-off or shutdown, and SIGQUIT for Ctrl+Break.
/// </remarks>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The longest time that a host is kept from ending: the time of grace of a stopped run, and some time to record.</summary>
    private static readonly TimeSpan HostLimit = TimeSpan.FromSeconds(45);

    /// <summary>A supervisor, a shell or an impatient hand sends a signal two or three times: within this time they are one request.</summary>
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

    /// <summary>Is cancelled by the first signal.</summary>
    internal CancellationToken Token => _stop.Token;

    /// <summary>
    /// For a program of ours: it ends by itself once it has recorded everything. A Ctrl+C, SIGTERM or SIGQUIT that comes
    /// more than two seconds after the first one ends it at once.
    /// </summary>
    /// <param name="say">Tells the user that the program is stopping.</param>
    internal static StopSignals ForProgram(Action say) =>
        new(isHostOurs: true, say, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP);

    /// <summary>
    /// For a host such as PowerShell: the host ends as it would have ended, but only after the run has been recorded, or after 45 s.
    /// Ctrl+C is left to the host.
    /// </summary>
    internal static StopSignals ForHost() => new(isHostOurs: false, say: null, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP);

    /// <summary>Says that everything has been recorded: the process may end.</summary>
    public void Dispose()
    {
        lock (Gate)
            _ = Active.Remove(this);
        _ended.Set();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void Handle(PosixSignalContext context)
    {
        var (isFirst, isSameRequest) = Note();
        // .NET calls the handlers of a signal one after the other: all runs must stop now, not when the run before has ended.
        StopAll();
        if (!_isHostOurs || EndsOnReturn(context.Signal))
        {
            _ = _ended.Wait(HostLimit);
            return;
        }

        // SIGHUP says only that the terminal is gone: a later one is no wish to end at once.
        context.Cancel = isSameRequest || context.Signal == PosixSignal.SIGHUP;
        if (isFirst)
            _say?.Invoke();
    }

    private (bool IsFirst, bool IsSameRequest) Note()
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
