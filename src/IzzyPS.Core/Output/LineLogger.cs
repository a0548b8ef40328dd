using Microsoft.Extensions.Logging;

namespace IzzyPS.Output;

/// <summary>A log for front ends that show plain text. Each entry is one line.</summary>
/// <param name="write">Receives each line.</param>
internal sealed class LineLogger(Action<string> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write(formatter(state, exception));
}
