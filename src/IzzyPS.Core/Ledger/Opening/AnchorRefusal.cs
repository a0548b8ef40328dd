using System.Globalization;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// Decides whether a ledger is the one that the account's anchor remembers, and creates the exceptions with which others are refused.
/// Source: SAFETY.md, promise 5.
/// </summary>
internal static class AnchorRefusal
{
    private static readonly string DataVariable = OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_DATA_HOME";

    /// <summary>Refuses a ledger that is not the one that the account's anchor remembers.</summary>
    internal static void Check(DealerAccount account, LedgerIdentity found, string path, LedgerAnchor? anchor, string anchorPath)
    {
        if (found.AccountHash != account.Hash)
            throw CreateForeign(account, path);
        if (anchor is null)
            return;
        if (found.Lineage != anchor.Lineage)
            throw CreateOtherLineage(account, path, anchor, anchorPath);
        if (found.Serial < anchor.Serial)
            throw CreateOlderCopy(path, found, anchor, anchorPath);
    }

    internal static LedgerException CreateMissing(DealerAccount account, string path, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Missing,
        $"The ledger '{path}' of {account} is missing; '{anchorPath}' remembers a ledger at '{anchor.Ledger}'. " +
        $"Put that ledger back, or name its path {LedgerRefusal.NamePath}. {LedgerRefusal.FreshStart}.");

    internal static LedgerException CreateRequired(DealerAccount account, string path) => new(
        LedgerFault.Missing,
        $"The ledger '{path}' of {account} is missing, and no new ledger may be started here (IZZYLEASE_LEDGER_REQUIRED is set, or the command only reads). " +
        $"Name the ledger's path {LedgerRefusal.NamePath}, or check that its volume is mounted. For the very first run say -NewLedger (izzy: --new-ledger).");

    internal static LedgerException CreateNotReplaced(DealerAccount account, string path, LedgerRemains found, LedgerException cause) => new(
        cause.Fault,
        $"'{path}' is {found.What}, and not known as a ledger of {account}. -NewLedger (izzy: --new-ledger) replaces only a ledger of the account. Nothing there was changed. " +
        $"Check the ledger's path {LedgerRefusal.NamePath}. Where the path does not exist yet, -NewLedger starts an empty ledger. " +
        "If this was the account's ledger, move it away yourself first. Nothing was sent.",
        cause);

    internal static LedgerException CreateUnreadableAnchor(string anchorPath, Exception cause) => new(
        LedgerFault.Corrupt,
        $"'{anchorPath}', which remembers the account's ledger, can't be read: {cause.Message} " +
        "If you are sure that the ledger is the right one and whole, delete that file and say -AdoptLedger (izzy: --adopt-ledger) once.",
        cause);

    internal static LedgerException CreateNoDataFolder(string why, Exception? cause = null) => new(
        LedgerFault.NoDataFolder,
        $"IzzyPS can't remember which ledger belongs to the account: {why.TrimEnd('.')}. Without that it would not notice a missing or an old ledger. " +
        $"Set {DataVariable} to the absolute path of a folder that this user may write to and that is kept; in a container, to a folder on a volume. Nothing was sent.",
        cause);

    internal static LedgerException CreateNotAdopted(DealerAccount account, string path, string anchorPath) => new(
        LedgerFault.NotAdopted,
        $"The ledger '{path}' of {account} was used before, and nothing on this machine remembers it ('{anchorPath}' is missing). It may be an old copy: " +
        "cars that were listed later are missing in an old copy and would be listed twice. Check that this is the latest copy (izzy status shows its last runs) and that no other machine uses another copy. " +
        "Then say -AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger) once. If this message comes at each start, as in a container whose home folder is not kept, " +
        $"set {DataVariable} to a folder on a volume. Nothing was sent.");

    internal static LedgerException CreateSameClient(DealerAccount account, string path, LedgerAnchor other, string otherPath) => new(
        LedgerFault.SameClient,
        $"No ledger of {account} is known on this machine, but a ledger of the same client id at {other.BaseUri} is: '{other.Ledger}' (remembered in '{otherPath}'). " +
        $"If both addresses lead to the same account, connect by {other.BaseUri}: with a second ledger every car would be listed twice. " +
        $"If this is another account, for example on a test server, say -NewLedger (izzy: --new-ledger) once: then '{path}' is started. Nothing was sent.");

    private static LedgerException CreateForeign(DealerAccount account, string path) => new(
        LedgerFault.Foreign,
        $"The ledger '{path}' belongs to another dealer account than {account}: check the address and the client id, or name another path {LedgerRefusal.NamePath}. " +
        "It is never replaced, not even with -NewLedger (izzy: --new-ledger). Nothing was sent.");

    private static LedgerException CreateOtherLineage(DealerAccount account, string path, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Older,
        $"The ledger '{path}' is not the ledger that {account} has used; that one was at '{anchor.Ledger}'. " +
        $"Put that ledger back, or name its path {LedgerRefusal.NamePath}. {DescribeUseOfThis(anchorPath)}");

    private static LedgerException CreateOlderCopy(string path, LedgerIdentity found, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Older,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' is an older copy: it ends at serial {found.Serial}, but the ledger that was used last ends at {anchor.Serial} or later. Put the latest ledger back. {DescribeUseOfThis(anchorPath)}"));

    private static string DescribeUseOfThis(string anchorPath) =>
        $"To go on with this ledger all the same, delete '{anchorPath}' and say -AdoptLedger (izzy: --adopt-ledger) once; cars that were listed later and are missing in it would be listed twice. " +
        $"{LedgerRefusal.FreshStart}; this file is then kept under another name.";
}
