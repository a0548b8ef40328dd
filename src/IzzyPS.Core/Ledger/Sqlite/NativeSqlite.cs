using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>
/// Points SQLitePCL's <c>e_sqlite3</c> at the operating system's SQLite, which the system patches; the one that SQLitePCL ships
/// for itself is out of date (CVE-2025-6965).
/// </summary>
internal static class NativeSqlite
{
    private const string BundledName = "e_sqlite3";

    /// <summary>3.24.0, the first that can <c>INSERT … ON CONFLICT DO UPDATE</c>.</summary>
    private const int OldestUsable = 3_024_000;

    // Once per load context: PowerShell may load the module, and with it this class, more than once in a process.
    private static readonly Lazy<LedgerException?> Loaded = new(Load);

    private static string[] Libraries =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    /// <summary>Loads the library when it is first needed.</summary>
    /// <exception cref="LedgerException">The system has none (<see cref="LedgerFault.NoSqlite"/>).</exception>
    internal static void EnsureLoaded()
    {
        if (Loaded.Value is { } fault)
            throw new LedgerException(fault.Fault, fault.Message, fault.InnerException);
    }

    /// <summary>What is wrong with a system that has no usable SQLite, and what to install.</summary>
    internal static LedgerException Missing(string found, Exception? cause = null) => new(
        LedgerFault.NoSqlite,
        $"The ledger needs the operating system's SQLite 3.24 or newer ({string.Join(" or ", Libraries)}): {found}. " +
        "Install it: 'apt-get install libsqlite3-0' (Debian, Ubuntu), 'dnf install sqlite-libs' (Fedora, RHEL), " +
        "'apk add sqlite-libs' (Alpine); Windows and macOS bring it along.",
        cause);

    private static LedgerException? Load()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            var version = raw.sqlite3_libversion_number();
            return version < OldestUsable ? Missing($"it has {raw.sqlite3_libversion().utf8_to_string()}") : null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return Missing("it was not found", exception);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != BundledName)
            return 0;
        foreach (var library in Libraries)
        {
            if (NativeLibrary.TryLoad(library, assembly, DllImportSearchPath.System32, out var handle))
                return handle;
        }

        return 0;
    }
}
