namespace IzzyPS.Tool.Output;

/// <summary>Prints the report of a command. When the report can't be written, the user gets a message.</summary>
internal static class StandardOutput
{
    /// <summary>Prints a report.</summary>
    /// <param name="code">The exit code of the command.</param>
    /// <param name="json">The report as JSON, or null for <paramref name="table"/>.</param>
    /// <param name="table">Prints the report as a table.</param>
    /// <returns>The exit code. It is <see cref="ExitCode.Failed"/> when the report could not be written.</returns>
    internal static ExitCode Print(ExitCode code, string? json, Action table)
    {
        try
        {
            if (json is null)
                table();
            else
                Console.WriteLine(json);
            return code;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                $"izzy: the report can't be written to standard output: {exception.Message.TrimEnd('.')}. What was done stays done; 'izzy status' says what is listed and what is in doubt.");
            foreach (var line in json?.Split('\n') ?? [])
                Console.Error.WriteLine(line.TrimEnd('\r'));
            return code is ExitCode.Usage or ExitCode.Locked or ExitCode.Stopped ? code : ExitCode.Failed;
        }
    }
}
