using System.Globalization;
using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>The cmdlet's progress record. It is updated at most four times a second. Work that takes less than a quarter of a second shows no progress.</summary>
internal sealed class ProgressLine(string activity, TimeProvider time)
{
    private const int ActivityId = 0x12299;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private long _last = time.GetTimestamp();
    private bool _isShown;

    /// <summary>Returns the record to write, or null when the last update was less than a quarter of a second ago. Only one thread at a time may call this method.</summary>
    internal ProgressRecord? Update(long done, long total, string what)
    {
        if (time.GetElapsedTime(_last) < Interval)
            return null;
        _last = time.GetTimestamp();
        _isShown = true;
        var record = new ProgressRecord(ActivityId, activity, string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {total:N0} {what}"));
        if (total > 0)
            record.PercentComplete = (int)Math.Min(100, 100 * done / total);
        return record;
    }

    /// <summary>Removes the progress record from the screen.</summary>
    internal void Complete(Cmdlet command)
    {
        if (_isShown && !command.Stopping)
            command.WriteProgress(new ProgressRecord(ActivityId, activity, "done") { RecordType = ProgressRecordType.Completed });
    }
}
