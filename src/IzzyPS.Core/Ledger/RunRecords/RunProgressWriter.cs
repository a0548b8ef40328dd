using IzzyPS.Storage;

namespace IzzyPS.Ledger.RunRecords;

/// <summary>
/// Writes how far a run has come to the run's row, for other processes that read the ledger. The counts go into a commit of the journal, at most
/// once a second, so that they cost no commit of their own. The answers in that commit are reported after it, and the next commit counts them.
/// Several runners of one run add up their counts in the row.
/// </summary>
/// <remarks>Only the thread that writes the journal calls the methods.</remarks>
/// <param name="run">The run.</param>
/// <param name="written">The counts of this runner that the row has already.</param>
/// <param name="count">Counts the changes that this runner has ended.</param>
/// <param name="time">The clock.</param>
internal sealed class RunProgressWriter(Guid run, RunCounts written, Func<RunCounts> count, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private RunCounts _written = written;
    private RunCounts? _uncommitted;
    private long _writtenAt = time.GetTimestamp();

    /// <summary>Writes the counts within the transaction of a commit, where the last time is at least a second ago.</summary>
    internal void WriteIfDue(ILedgerDatabase ledger)
    {
        _uncommitted = null;
        if (time.GetElapsedTime(_writtenAt) < Interval || count() is not { } now || now == _written)
            return;
        _ = RunTable.AddProgress(ledger, run, _written, now);
        _uncommitted = now;
    }

    /// <summary>Notes that the commit is durable. After a commit that failed the counts are written again.</summary>
    internal void NoteCommitted()
    {
        if (_uncommitted is { } now)
            (_written, _uncommitted, _writtenAt) = (now, null, time.GetTimestamp());
    }
}
