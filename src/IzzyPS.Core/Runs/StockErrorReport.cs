using IzzyPS.Runs.Faults;
using IzzyPS.Stock;

namespace IzzyPS.Runs;

/// <summary>
/// The error report of an import. When the report can't be written, it throws <see cref="ErrorReportException"/>. So the caller can tell this
/// failure from a stock file that can't be read.
/// </summary>
internal sealed class StockErrorReport : IDisposable
{
    private readonly string _path;
    private readonly ErrorReport _report;

    /// <summary>Starts the report. The file appears at its path when the report is complete.</summary>
    /// <param name="path">The path of the report.</param>
    /// <param name="own">Paths that the report must not overwrite: the stock files, and the files of IzzyPS itself.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ErrorReportException">The report can't or must not be written there.</exception>
    internal StockErrorReport(string path, IEnumerable<string> own, TimeProvider time)
    {
        _path = path;
        _report = Write(() => ErrorReport.Create(path, own, time));
    }

    /// <summary>Adds a rejected row.</summary>
    /// <exception cref="ErrorReportException">The report can't be written, because the disk is full for example.</exception>
    internal void Add(RowError error) => Write(() => _report.Add(error));

    /// <summary>Adds a vehicle of a valid row that the plan blocks with an error.</summary>
    /// <exception cref="ErrorReportException">The report can't be written, because the disk is full for example.</exception>
    internal void Add(VehicleChange change) =>
        Write(() => _report.Add(change.File!, change.Line, change.Key.Value, FaultCodes.FromBlock(change.BlockReason).ToString(), change.Reason));

    /// <summary>Adds a fault of a whole file.</summary>
    /// <exception cref="ErrorReportException">The report can't be written, because the disk is full for example.</exception>
    internal void Add(StockFile file, StockFault fault) => Write(() => _report.Add(file, fault));

    /// <summary>Moves the complete report to its path.</summary>
    /// <exception cref="ErrorReportException">The report can't be written, because the disk is full for example.</exception>
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
