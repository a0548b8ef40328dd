using System.Globalization;

namespace IzzyPS.Storage;

/// <summary>
/// When a ledger is refused for what it is, and the words: what is wrong, the way out, and last the fresh start with what it costs. The same
/// for every kind of ledger.
/// </summary>
internal static class LedgerRefusal
{
    internal const string NamePath = "(-LedgerPath, -LedgerConnection, --ledger, IZZYLEASE_LEDGER)";

    internal const string FreshStart =
        "An empty one can be started with -NewLedger (izzy: --new-ledger), but then nobody knows what is listed, and what no backup brings back (Import-IzzyLedger) would be listed twice";

    private const string OwnIsKept = "a damaged or newer ledger of this account is then kept under another name, and any other file is refused";

    internal static LedgerException CreateCorrupt(string path, string what, Exception? cause = null) => new(
        LedgerFault.Corrupt,
        $"The ledger '{path}' is not a ledger or is damaged: {what.TrimEnd('.')}. Put a backup of it in its place, or name another path {NamePath}. {FreshStart}; {OwnIsKept}.",
        cause);

    internal static LedgerException CreateNewer(string path, long found, long known) => new(
        LedgerFault.Newer,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' was made by a newer version (schema {found}, this one knows {known}). Update IzzyPS on this machine, or name another path {NamePath}. {FreshStart}; {OwnIsKept}."));

    internal static LedgerException CreateMoved(string path, string place) => new(
        LedgerFault.Moved,
        $"The ledger '{path}' was moved to '{place}', where the account's listings are remembered from then on: name that one {NamePath}. " +
        "If that one says the same of this one, the move was interrupted: run it again.") { MovedTo = place };

    internal static LedgerException CreateShared(string path) => new(
        LedgerFault.Leased, $"Another command of this process uses the ledger '{path}'. Wait for it to end. Nothing was moved.");

    internal static LedgerException CreateTaken(string path) => new(
        LedgerFault.Conflict, $"There is a ledger '{path}' already. Name a place without one. Nothing was moved.");

    internal static LedgerException CreateReplaced(string path) => new(
        LedgerFault.Storage,
        $"The ledger '{path}' was removed or replaced while a run wrote to it. Nothing more is sent. Put the file back that was there, with its -wal file; what the run did until then stands in its report.");

    internal static LedgerException CreateHasOtherNames(string path, uint names) => new(
        LedgerFault.Storage,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' has {names} names (hard links): two runs by two names would not notice each other and damage it. Delete the other names ('find -samefile' shows them), or copy the file. Nothing was sent."));

    internal static LedgerException CreateNoLock(string path) => new(
        LedgerFault.Storage,
        $"The ledger '{path}' can't be used: a lock on '{path}.lock' does not keep a second run out. Either file locking is switched off " +
        "(DOTNET_SYSTEM_IO_DISABLEFILELOCKING, System.IO.DisableFileLocking): take that away; or the file system has no locks: put the ledger on a local disk. Nothing was sent.");
}
