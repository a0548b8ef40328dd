using System.Text;
using IzzyPS.Output;

namespace IzzyPS.Tool.Output;

/// <summary>
/// Writes the log to standard error and survives write errors. A full disk (<c>2&gt;&gt; izzy.log</c>) must not end a run between a
/// request and its answer. The first error is kept, so that the run can report it. Secrets and control characters are removed from each line.
/// </summary>
internal sealed class TolerantWriter(TextWriter inner) : TextWriter
{
    /// <summary>The message of the first write error. Null when everything was written.</summary>
    internal static string? Fault { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(Outgoing.ToLine(value)));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(Outgoing.ToLine(value)));

    public override void Flush() => Try(inner.Flush);

    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException exception)
        {
            Fault ??= exception.Message;
        }
        catch (UnauthorizedAccessException)
        {
            // Standard error was closed on purpose (2>&-). Nobody wants the log.
        }
    }
}
