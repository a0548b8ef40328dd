namespace IzzyPS.Runs;

/// <summary>The error report can't be written; the message names the place and says why.</summary>
internal sealed class ErrorReportException(string path, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>Where the report was to be.</summary>
    internal string Path { get; } = path;
}
