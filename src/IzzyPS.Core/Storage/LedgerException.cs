using IzzyPS.Storage;

namespace IzzyPS;

/// <summary>Why a ledger can't be used.</summary>
public enum LedgerFault
{
    /// <summary>There is no ledger, although one is remembered for the account or required.</summary>
    Missing = 1,

    /// <summary>The file or schema is not a ledger, or is truncated or damaged.</summary>
    Corrupt,

    /// <summary>The ledger was made by a newer version of IzzyPS.</summary>
    Newer,

    /// <summary>The ledger belongs to another dealer account.</summary>
    Foreign,

    /// <summary>The ledger has another lineage than the ledger that is remembered for the account, or is an older copy of that ledger.</summary>
    Older,

    /// <summary>Another run holds the ledger.</summary>
    Leased,

    /// <summary>This run held the ledger and lost it to another run.</summary>
    LeaseLost,

    /// <summary>The disk or the database failed: full, read-only, or an I/O error.</summary>
    Storage,

    /// <summary>The SQLite library that IzzyPS brings along can't be used on this machine.</summary>
    NoSqlite,

    /// <summary>Another vehicle has the car's id on Izzylease already, or the vehicle has an open operation already.</summary>
    Conflict,

    /// <summary>The ledger was moved (<c>Move-IzzyLedger</c>). The message names the new place.</summary>
    Moved,

    /// <summary>The ledger was used before, but no anchor on this machine knows it. The ledger may be an old copy (<c>-AdoptLedger</c>).</summary>
    NotAdopted,

    /// <summary>The same client id is known on this machine with another address. Both may be the same account (<c>-NewLedger</c>).</summary>
    SameClient,

    /// <summary>There is no data folder in which the account's ledger can be remembered.</summary>
    NoDataFolder,

    /// <summary>The ledger's address can't be used, or would send the password unprotected.</summary>
    Address,

    /// <summary>Another user made the ledger, owns it or may write to it, or it holds something that is not a plain table, such as a view.</summary>
    Untrusted,
}

/// <summary>The ledger can't be used. The message says why, and what to do.</summary>
public sealed class LedgerException : Exception
{
    /// <summary>Creates the exception.</summary>
    public LedgerException(LedgerFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>Why the ledger can't be used.</summary>
    public LedgerFault Fault { get; }

    /// <summary>The index of the refused write in its batch, from 0. The other writes of the batch were not written either.</summary>
    internal int? WriteIndex { get; init; }

    /// <summary>The rule that refused a write (<see cref="LedgerFault.Conflict"/>); null when the rule is unknown.</summary>
    internal LedgerConstraint? RefusedBy { get; init; }

    /// <summary>The place that the ledger was moved to (<see cref="LedgerFault.Moved"/>).</summary>
    internal string? MovedTo { get; init; }
}
