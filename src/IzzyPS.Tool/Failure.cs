using IzzyPS.Output;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Tool;

/// <summary>Runs a command's work and reports a failure. All commands handle their exceptions here.</summary>
internal static class Failure
{
    /// <summary>Runs a command's work.</summary>
    /// <param name="work">The work. Signals that ask the program to end cancel its token.</param>
    /// <returns>The exit code. An unexpected exception is thrown on, because only the main program knows whether the user wants its details.</returns>
    internal static async Task<int> GuardAsync(Func<CancellationToken, Task<ExitCode>> work)
    {
        using var stop = Stopping.Begin();
        try
        {
            return (int)await work(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return (int)ExitCode.Stopped;
        }
        catch (Exception exception) when (ToFault(exception) is { Code: not FaultCode.Unexpected } fault)
        {
            Say(fault.Message);
            return (int)ExitCodes.From(fault.Code);
        }
    }

    /// <summary>Writes an unexpected exception to standard error, with the details if the user wants them.</summary>
    internal static void SayUnexpected(Exception exception, bool isVerbose)
    {
        Say(RunFault.FromException(exception).Message);
        if (!isVerbose)
            return;
        foreach (var line in Outgoing.GetDetails(exception))
            Say(line);
    }

    /// <summary>Writes a line to the log.</summary>
    internal static void Say(string message) => Console.Error.WriteLine($"izzy: {message}");

    /// <summary>Gets the fault for an exception. An argument that the system refuses, such as a path with a NUL character, is an invalid setting.</summary>
    private static RunFault ToFault(Exception exception) =>
        exception is ArgumentException ? new RunFault(FaultCode.InvalidSetting, exception.Message) : RunFault.FromException(exception);
}
