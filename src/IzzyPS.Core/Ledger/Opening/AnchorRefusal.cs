using System.Globalization;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// When a ledger is refused because it is not the one that the account's anchor remembers, and the words. Source: SAFETY.md, promise 5.
/// </summary>
internal static class AnchorRefusal
{
    private static readonly string DataVariable = OperatingSystem.IsWindows() ? "LOCALAPPDATA" : "XDG_DATA_HOME";

    /// <summary>Refuses a ledger that is not the one that the account's anchor remembers.</summary>
    internal static void Check(DealerAccount account, LedgerIdentity found, string path, LedgerAnchor? anchor, string anchorPath)
    {
        if (found.AccountHash != account.Hash)
            throw Foreign(account, path);
        if (anchor is null)
            return;
        if (found.Lineage != anchor.Lineage)
            throw OtherLineage(account, path, anchor, anchorPath);
        if (found.Serial < anchor.Serial)
            throw OlderCopy(path, found, anchor, anchorPath);
    }

    internal static LedgerException Missing(DealerAccount account, string path, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Missing,
        $"The ledger '{path}' of {account} is missing; '{anchorPath}' remembers one at '{anchor.Ledger}'. " +
        $"Put it back, or name its path {LedgerRefusal.NamePath}. {LedgerRefusal.FreshStart}.");

    internal static LedgerException Required(DealerAccount account, string path) => new(
        LedgerFault.Missing,
        $"The ledger '{path}' of {account} is missing, and none may be started here (IZZYLEASE_LEDGER_REQUIRED is set, or the command only looks). " +
        $"Name its path {LedgerRefusal.NamePath}, or see that its volume is mounted. For the very first run say -NewLedger (izzy: --new-ledger).");

    internal static LedgerException NotReplaced(DealerAccount account, string path, LedgerRemains found, LedgerException cause) => new(
        cause.Fault,
        $"'{path}' is {found.What}, and not known as a ledger of {account}: -NewLedger (izzy: --new-ledger) replaces nothing else. It was not touched. " +
        $"Check the ledger's path {LedgerRefusal.NamePath}: at a place where nothing is, -NewLedger starts an empty one. " +
        "If this was the account's ledger all the same, move it away yourself first. Nothing was sent.",
        cause);

    internal static LedgerException AnchorUnreadable(string anchorPath, Exception cause) => new(
        LedgerFault.Corrupt,
        $"'{anchorPath}', which remembers the account's ledger, can't be read: {cause.Message} " +
        "If you are sure that the ledger is the right one and whole, delete that file and say -AdoptLedger (izzy: --adopt-ledger) once.",
        cause);

    internal static LedgerException NoDataFolder(string why, Exception? cause = null) => new(
        LedgerFault.NoDataFolder,
        "There is no place to remember which ledger belongs to the account, and without that a missing or an old ledger would not be noticed: " +
        $"{why.TrimEnd('.')}. Set {DataVariable} to the absolute path of a folder that this user may write to and that lasts, on a volume in a container. Nothing was sent.",
        cause);

    internal static LedgerException NotAdopted(DealerAccount account, string path, string anchorPath) => new(
        LedgerFault.NotAdopted,
        $"The ledger '{path}' of {account} was used before, and nothing on this machine remembers it ('{anchorPath}' is missing). It may be an old copy: " +
        "cars listed since, which an old copy does not know, would be listed twice. See that it is the latest (izzy status shows its last runs) and that no other machine uses another copy; " +
        "then say -AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger) once. Where this question comes at each start, as in a container whose home does not last, " +
        $"set {DataVariable} to a folder on a volume. Nothing was sent.");

    internal static LedgerException SameClient(DealerAccount account, string path, LedgerAnchor other, string otherPath) => new(
        LedgerFault.SameClient,
        $"No ledger of {account} is known on this machine, but one of the same client id at {other.BaseUri}: '{other.Ledger}' (remembered in '{otherPath}'). " +
        $"If both addresses lead to the same account, connect by {other.BaseUri}: with a second ledger every car would be listed twice. " +
        $"If it really is another account, a test server's for example, say -NewLedger (izzy: --new-ledger) once: '{path}' is started then. Nothing was sent.");

    private static LedgerException Foreign(DealerAccount account, string path) => new(
        LedgerFault.Foreign,
        $"The ledger '{path}' belongs to another dealer account than {account}: check the address and the client id, or name another path {LedgerRefusal.NamePath}. " +
        "It is never replaced, not by -NewLedger (izzy: --new-ledger) either. Nothing was sent.");

    private static LedgerException OtherLineage(DealerAccount account, string path, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Older,
        $"The ledger '{path}' is another one than the one that {account} has used, which was at '{anchor.Ledger}'. " +
        $"Put that back, or name its path {LedgerRefusal.NamePath}. {WithThisOne(anchorPath)}");

    private static LedgerException OlderCopy(string path, LedgerIdentity found, LedgerAnchor anchor, string anchorPath) => new(
        LedgerFault.Older,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The ledger '{path}' is an older copy: it ends at serial {found.Serial}, the one that was used last at {anchor.Serial} or later. Put the latest back. {WithThisOne(anchorPath)}"));

    private static string WithThisOne(string anchorPath) =>
        $"To go on with this one all the same, delete '{anchorPath}' and say -AdoptLedger (izzy: --adopt-ledger) once: cars listed since, that it does not know, would be listed twice. " +
        $"{LedgerRefusal.FreshStart}; this file is then kept under another name.";
}
