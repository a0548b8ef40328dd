using System.Text;
using IzzyPS.Output;

namespace IzzyPS.Tool.Output;

/// <summary>
/// Standard error as the log: a disk that is full under it (<c>2&gt;&gt; izzy.log</c>) must not end a run between a request and its
/// answer. What is lost is remembered, so that the run can say so. Each line is without secrets and fit for a terminal, whoever wrote it.
/// </summary>
internal sealed class TolerantWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why something could not be written; null where all was.</summary>
    internal static string? Fault { get; private set; }

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(Outgoing.Line(value)));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(Outgoing.Line(value)));

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
            // It was closed on purpose (2>&-): nobody wants the log.
        }
    }
}
