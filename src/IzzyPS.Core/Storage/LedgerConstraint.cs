
namespace IzzyPS.Storage;

/// <summary>A rule of the ledger's tables that refused a write.</summary>
internal enum LedgerConstraint
{
    /// <summary>Two vehicles can't have the same car id on Izzylease.</summary>
    RemoteId = 1,

    /// <summary>A subject has one open operation at most.</summary>
    OpenOperation,

    /// <summary>A vehicle is not any more what an operation was decided on.</summary>
    Changed,

    /// <summary>Another unique key: a vehicle's key.</summary>
    Key,
}
