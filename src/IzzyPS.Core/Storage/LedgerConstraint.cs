
namespace IzzyPS.Storage;

/// <summary>The rule of the ledger's tables that refused a write.</summary>
internal enum LedgerConstraint
{
    /// <summary>Two vehicles can't have the same car id on Izzylease.</summary>
    RemoteId = 1,

    /// <summary>A subject can't have more than one open operation.</summary>
    OpenOperation,

    /// <summary>The vehicle has changed since its operation was planned.</summary>
    Changed,

    /// <summary>Another unique key, such as the key of a vehicle.</summary>
    Key,
}
