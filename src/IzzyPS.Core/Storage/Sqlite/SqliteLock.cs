using IzzyPS.Files;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// The lock on a file beside the ledger: the proof that a writer lives. The operating system frees it with the process, however
/// that ends, and children don't inherit it. The file itself stays: deleting it would let two hold "the" lock.
/// </summary>
internal static class SqliteLock
{
    private const int ErrorWouldBlockLinux = 11;
    private const int ErrorWouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>The file that is locked.</summary>
    internal static string GetPath(string ledger) => ledger + ".lock";

    /// <summary>Takes it if it is free, and proves that it keeps others out.</summary>
    /// <returns>What frees it, or null where another has it.</returns>
    /// <exception cref="LedgerException">
    /// The lock keeps nobody out: a switch turns locking off, the file system has no locks, or the ledger has another name with
    /// another lock.
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

    /// <summary>Whether somebody holds it. To be asked only where somebody seems to: it takes a free one for a moment.</summary>
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

    /// <summary>Takes it for the making or moving of a file; another that does the same is soon done.</summary>
    /// <exception cref="LedgerException">A run holds it.</exception>
    internal static FileStream TakeBriefly(string ledger, TimeProvider timeProvider)
    {
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            if (TryTake(ledger) is { } taken)
                return taken;
            if (timeProvider.GetElapsedTime(start) >= Brief)
                throw new LedgerException(LedgerFault.Leased, $"Another run holds the ledger '{ledger}'. Wait for it to end.");
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
