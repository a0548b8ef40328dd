using IzzyPS.Storage;

namespace IzzyPS.Operations.Journaling;

/// <summary>
/// The tables of one kind of subject. All calls are within the journal's transaction. Steps come in lists, so that one query to PostgreSQL
/// serves many steps.
/// </summary>
internal interface ISubjectTables
{
    /// <summary>The kind of subject; <see cref="Subject.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Finds the rows of the subjects of new operations, and adds the missing rows.</summary>
    /// <returns>One row for each step, in their order.</returns>
    /// <exception cref="LedgerException">A subject has changed since its operation was decided (<see cref="LedgerFault.Conflict"/>).</exception>
    IReadOnlyList<SubjectRow> FindOrAdd(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps);

    /// <summary>Writes the changes of the subjects. The operations of the steps are already written.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="steps">The steps; no two of them change the same subject.</param>
    /// <param name="now">The time for changes that have no time of their own.</param>
    void Save(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, DateTimeOffset now);

    /// <summary>Makes the step that ends an operation which a killed run was sending or had planned.</summary>
    /// <param name="ended">The operation with its new state; <see cref="OperationState.Planned"/> where another runner may send it.</param>
    /// <param name="mayHaveBeenSent">Whether the server may have received the operation.</param>
    /// <param name="now">The time.</param>
    OperationStep Recover(Operation ended, bool mayHaveBeenSent, DateTimeOffset now);
}
