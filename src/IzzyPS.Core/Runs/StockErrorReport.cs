using IzzyPS.Stock;

namespace IzzyPS.Runs;

/// <summary>
/// The error report of an import. Its own failure is told from a stock file that can't be read: it is an <see cref="ErrorReportException"/>.
/// </summary>
internal sealed class StockErrorReport : IDisposable
{
    private readonly string _path;
    private readonly ErrorReport _report;

    /// <summary>Starts the report. It appears at its place when it is complete.</summary>
    /// <param name="path">Where it shall be.</param>
    /// <param name="own">The stock files, and what IzzyPS itself keeps: nothing is written there.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ErrorReportException">It can't or must not be written there.</exception>
    internal StockErrorReport(string path, IEnumerable<string> own, TimeProvider time)
    {
        _path = path;
        _report = Write(() => ErrorReport.Create(path, own, time));
    }

    /// <summary>Adds a rejected row.</summary>
    /// <exception cref="ErrorReportException">The disk is full, or the like.</exception>
    internal void Add(RowError error) => Write(() => _report.Add(error));

    /// <summary>Adds a fault of a whole file.</summary>
    /// <exception cref="ErrorReportException">The disk is full, or the like.</exception>
    internal void Add(StockFile file, StockFault fault) => Write(() => _report.Add(file, fault));

    /// <summary>Puts the report into its place.</summary>
    /// <exception cref="ErrorReportException">The disk is full, or the like.</exception>
    internal void Complete() => Write(_report.Complete);

    /// <summary>Removes a report that was not completed.</summary>
    public void Dispose() => _report.Dispose();

    private void Write(Action write) => Write(() =>
    {
        write();
        return true;
    });

    private T Write<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (IOException exception)
        {
            throw new ErrorReportException(_path, exception);
        }
    }
}
