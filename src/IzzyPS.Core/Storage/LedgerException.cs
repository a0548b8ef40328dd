using IzzyPS.Storage;

namespace IzzyPS;

/// <summary>Why a ledger can't be used.</summary>
public enum LedgerFault
{
    /// <summary>Missing where one is remembered or required.</summary>
    Missing = 1,

    /// <summary>Not a ledger, truncated or damaged.</summary>
    Corrupt,

    /// <summary>Made by a newer version.</summary>
    Newer,

    /// <summary>Belongs to another dealer account.</summary>
    Foreign,

    /// <summary>Another lineage, or an older copy, than the one remembered for the account.</summary>
    Older,

    /// <summary>Another run holds it.</summary>
    Leased,

    /// <summary>This run held it and lost it to another.</summary>
    LeaseLost,

    /// <summary>The disk or the database refused: full, read-only, an I/O error.</summary>
    Storage,

    /// <summary>The SQLite library that IzzyPS brings along cannot be used here.</summary>
    NoSqlite,

    /// <summary>Another vehicle has the car's id on Izzylease already, or the vehicle has an operation under way already.</summary>
    Conflict,

    /// <summary>It was moved (<c>Move-IzzyLedger</c>); the message says where.</summary>
    Moved,

    /// <summary>It was used before, and no anchor on this machine knows it: it may be an old copy (<c>-AdoptLedger</c>).</summary>
    NotAdopted,

    /// <summary>Another address of the same client id is known on this machine: it may be the same account (<c>-NewLedger</c>).</summary>
    SameClient,

    /// <summary>There is no folder in which an account's ledger can be remembered.</summary>
    NoDataFolder,

    /// <summary>It is named by an address that can't be used, or by one that sends its password unprotected.</summary>
    Address,

    /// <summary>Somebody else made it, owns it or may write to it, or its functions and tables are not IzzyPS's own.</summary>
    Untrusted,
}

/// <summary>The ledger can't be used; the message says why and what the way out is.</summary>
public sealed class LedgerException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LedgerException(LedgerFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Why.</summary>
    public LedgerFault Fault { get; }

    /// <summary>Which of the writes of a batch was refused, counted from 0; the others were not written either.</summary>
    internal int? WriteIndex { get; init; }

    /// <summary>What refused a write (<see cref="LedgerFault.Conflict"/>); null where nobody knows.</summary>
    internal LedgerConstraint? RefusedBy { get; init; }

    /// <summary>Where it was moved (<see cref="LedgerFault.Moved"/>).</summary>
    internal string? MovedTo { get; init; }
}
