using IzzyPS.Runs;

namespace IzzyPS.Tool;

/// <summary>Stops a command of <c>izzy</c> when a signal asks the program to end.</summary>
internal static class Stopping
{
    /// <summary>Listens to the signals that ask the program to end, until the result is disposed.</summary>
    internal static StopSignals Begin() =>
        StopSignals.ListenForProgram(() => Console.Error.WriteLine("izzy: stopping: requests in flight are awaited and recorded. Ctrl+C again, after two seconds, ends at once."));
}
