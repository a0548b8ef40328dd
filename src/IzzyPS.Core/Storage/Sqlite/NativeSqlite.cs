using System.Runtime.InteropServices;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// Loads the SQLite library that IzzyPS brings along (the package <c>SQLite</c>). The operating system's SQLite is never used, because its version
/// differs by machine, and a version before 3.51.3 can damage a ledger.
/// </summary>
internal static class NativeSqlite
{
    /// <summary>3.51.3, the first version without the bug that can damage a file in WAL mode (sqlite.org/wal.html#walresetbug).</summary>
    private const int OldestUsable = 3_051_003;

    // The library is loaded once per load context: PowerShell may load the module, and with it this class, more than once in a process.
    private static readonly Lazy<LedgerException?> Loaded = new(Load);

    /// <summary>Loads the library when it is first needed.</summary>
    /// <exception cref="LedgerException">The library can't be used (<see cref="LedgerFault.NoSqlite"/>).</exception>
    internal static void EnsureLoaded()
    {
        if (Loaded.Value is { } fault)
            throw new LedgerException(fault.Fault, fault.Message, fault.InnerException);
    }

    private static LedgerException? Load()
    {
        try
        {
            Batteries_V2.Init();
            // Without this option, SQLite takes a lock for each allocation to keep statistics that IzzyPS never reads: a tenth of a commit's time.
            // The result is ignored: the option can no longer be set once the process has used the library, and nothing depends on it.
            _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
            var version = raw.sqlite3_libversion_number();
            return version < OldestUsable ? CreateUnusable($"version {raw.sqlite3_libversion().utf8_to_string()} was loaded instead, which can damage a ledger") : null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return CreateUnusable(exception.Message.ReplaceLineEndings(" ").TrimEnd(' ', '.'), exception);
        }
    }

    private static LedgerException CreateUnusable(string found, Exception? cause = null) => new(
        LedgerFault.NoSqlite,
        $"The ledger needs the SQLite library that IzzyPS brings along, but this library cannot be used here ({RuntimeInformation.RuntimeIdentifier}): {found}. " +
        "IzzyPS brings this library for Windows, macOS and Linux (glibc 2.34 or newer, as in Debian 12, Ubuntu 22.04 and RHEL 9; or musl), each for x64 and arm64, " +
        "in the folder 'runtimes' beside its other libraries. If a file in this folder is missing or damaged, install IzzyPS again.",
        cause);
}
