using System.Runtime.InteropServices;

namespace IzzyPS.Tool;

/// <summary>Ctrl+C and SIGTERM: the first asks the run to end well; the second ends the process, and the journal keeps it safe.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    internal StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    internal CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        Console.Error.WriteLine("izzy: stopping: what is under way is awaited and recorded. Once more ends at once.");
        _stop.Cancel();
    }
}
