using IzzyPS.Output;
using IzzyPS.Runs;

namespace IzzyPS.Tool;

/// <summary>Runs a command's work, and says how it failed where it does. The one ladder of exceptions for all commands.</summary>
internal static class Failure
{
    /// <summary>Runs a command's work.</summary>
    /// <param name="work">The work; its token is cancelled by the signals that ask the program to end.</param>
    /// <returns>The exit code. An unexpected exception passes, because only the program knows whether its details are wanted.</returns>
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

    /// <summary>Says on standard error what nobody expected; its details where they are asked for.</summary>
    internal static void SayUnexpected(Exception exception, bool isVerbose)
    {
        Say(RunFault.From(exception).Message);
        if (!isVerbose)
            return;
        foreach (var line in Outgoing.GetDetails(exception))
            Say(line);
    }

    /// <summary>Writes a line to the log.</summary>
    internal static void Say(string message) => Console.Error.WriteLine($"izzy: {message}");

    /// <summary>The fault behind an exception. A command line that makes no sense to the system, such as a path with a NUL, is a wrong setting.</summary>
    private static RunFault ToFault(Exception exception) =>
        exception is ArgumentException ? new RunFault(FaultCode.InvalidSetting, exception.Message) : RunFault.From(exception);
}
