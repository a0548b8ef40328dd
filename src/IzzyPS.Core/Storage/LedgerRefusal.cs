using System.Globalization;

namespace IzzyPS.Storage;

/// <summary>
/// Creates the errors that refuse a ledger. Each message says what is wrong and what to do; last comes the fresh start, with its consequences. SQLite
/// and PostgreSQL share these messages.
/// </summary>
internal static class LedgerRefusal
{
    internal const string NamePath = "(-LedgerPath, -LedgerConnection, --ledger, IZZYLEASE_LEDGER)";

    internal const string FreshStart =
        "An empty ledger can be started with -NewLedger (izzy: --new-ledger), but an empty ledger does not know which cars are listed: every listed car that no backup brings back (Import-IzzyLedger) would be listed twice";

    private const string OwnIsKept = "a damaged or newer ledger of this account is then kept under another name, and any other file is refused";

    internal static LedgerException CreateCorrupt(string path, string what, Exception? cause = null) => new(
        LedgerFault.Corrupt,
        $"The ledger '{path}' is not a ledger or is damaged: {what.TrimEnd('.')}. Put a backup of the ledger in its place, or name another path {NamePath}. {FreshStart}; {OwnIsKept}.",
        cause);

    internal static LedgerException CreateNewer(string path, long found, long known) => new(
        LedgerFault.Newer,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' was made by a newer version (schema {found}; this version knows schema {known}). Update IzzyPS on this machine, or name another path {NamePath}. {FreshStart}; {OwnIsKept}."));

    internal static LedgerException CreateMoved(string path, string place) => new(
        LedgerFault.Moved,
        $"The ledger '{path}' was moved to '{place}'. The account's listings are now remembered there: name that ledger {NamePath}. " +
        "If that ledger says that it was moved here, the move was interrupted: run the move again.") { MovedTo = place };

    internal static LedgerException CreateShared(string path) => new(
        LedgerFault.Leased, $"Another command of this process uses the ledger '{path}'. Wait for that command to end. Nothing was moved.");

    internal static LedgerException CreateTaken(string path) => new(
        LedgerFault.Conflict, $"There is a ledger '{path}' already. Name a place that has no ledger. Nothing was moved.");

    internal static LedgerException CreateReplaced(string path) => new(
        LedgerFault.Storage,
        $"The ledger '{path}' was removed or replaced while a run wrote to it. Nothing more is sent. Put the original file back, together with its -wal file. The report of the run says what the run did until then.");

    internal static LedgerException CreateHasOtherNames(string path, uint names) => new(
        LedgerFault.Storage,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' has {names} names (hard links). Two runs that use two of the names would not notice each other and would damage the ledger. Delete the other names ('find -samefile' shows them), or copy the file. Nothing was sent."));

    internal static LedgerException CreateNoLock(string path) => new(
        LedgerFault.Storage,
        $"The ledger '{path}' can't be used: a lock on '{path}.lock' does not keep a second run out. If file locking is switched off " +
        "(DOTNET_SYSTEM_IO_DISABLEFILELOCKING, System.IO.DisableFileLocking), remove that setting. If the file system has no locks, put the ledger on a local disk. Nothing was sent.");
}
