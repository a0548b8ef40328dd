using IzzyPS.Files;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// The lock on a file beside the ledger. The lock proves that a writer lives: the operating system frees the lock when the process ends, however the
/// process ends, and child processes don't inherit the lock. The file is never deleted. After a deletion two processes could each lock a file of
/// this name.
/// </summary>
internal static class SqliteLock
{
    private const int ErrorWouldBlockLinux = 11;
    private const int ErrorWouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Gets the path of the file that is locked.</summary>
    internal static string GetPath(string ledger) => ledger + ".lock";

    /// <summary>Takes the lock if it is free, and checks that the lock keeps others out.</summary>
    /// <returns>The locked file, whose disposal frees the lock; null when another process or another command of this process has the lock.</returns>
    /// <exception cref="LedgerException">
    /// The lock does not keep others out: a setting turns locking off, the file system has no locks, or the ledger has a second name (hard link)
    /// with a second lock file.
    /// </exception>
    internal static FileStream? TryTake(string ledger)
    {
        if (FileFacts.Read(ledger) is { Links: > 1 } facts)
            throw LedgerRefusal.CreateHasOtherNames(ledger, facts.Links);
        FileStream? taken = null;
        try
        {
            taken = TryOpen(ledger);
            if (taken is null || TryOpen(ledger) is not { } second)
                return taken;
            second.Dispose();
            throw LedgerRefusal.CreateNoLock(ledger);
        }
        catch
        {
            taken?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether somebody holds the lock. A free lock is taken for a moment by this check, so call it only when the ledger names a holder.
    /// </summary>
    internal static bool IsTaken(string ledger)
    {
        try
        {
            using var free = new FileStream(GetPath(ledger), FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>
    /// Takes the lock to create or move a file. Waits a few seconds, because another process that does the same needs the lock only briefly.
    /// </summary>
    /// <exception cref="LedgerException">A run holds the lock.</exception>
    internal static FileStream TakeBriefly(string ledger, TimeProvider timeProvider)
    {
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            if (TryTake(ledger) is { } taken)
                return taken;
            if (timeProvider.GetElapsedTime(start) >= Brief)
                throw new LedgerException(LedgerFault.Leased, $"Another run holds the ledger '{ledger}'. Wait for that run to end.");
            Thread.Sleep(Pause);
        }
    }

    private static FileStream? TryOpen(string ledger)
    {
        try
        {
            return PrivateFile.Open(GetPath(ledger), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception.HResult is ErrorWouldBlockLinux or ErrorWouldBlockMac or SharingViolationWindows)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, ledger);
        }
    }
}
