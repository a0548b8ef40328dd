using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger;

/// <summary>Describes why the ledger refused a step of the journal.</summary>
internal static class LedgerConflict
{
    internal static LedgerException Describe(OperationStep step, int index, string location, LedgerException cause)
    {
        var entry = (step as LedgerWrite)?.Entry;
        var key = step.Operation?.Subject.Key ?? entry?.Key.Value ?? step.Keys.First();
        var what = cause.RefusedBy switch
        {
            LedgerConstraint.RemoteId => $"its car id {entry?.RemoteId} belongs to another vehicle already",
            LedgerConstraint.OpenOperation => "it has an operation under way or in doubt already",
            LedgerConstraint.Changed => "another run has changed it since",
            _ => "the ledger has an entry of its own for that key",
        };
        return new LedgerException(LedgerFault.Conflict, $"{key} can't be written to '{location}': {what}.", cause) { WriteIndex = index, RefusedBy = cause.RefusedBy };
    }
}
