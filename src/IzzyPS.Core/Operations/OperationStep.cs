using IzzyPS.Hashing;
using IzzyPS.Storage;

namespace IzzyPS.Operations;

/// <summary>
/// One step of the journal: an operation's new state, and the changes of its subject that are committed together with the state. Each kind of
/// subject derives its own type of step.
/// </summary>
/// <param name="Operation">The operation with its new state; null where only the subject changes.</param>
internal abstract record OperationStep(Operation? Operation)
{
    /// <summary>The tables of the step's subject.</summary>
    internal abstract ISubjectTables Tables { get; }

    /// <summary>The keys of the subjects that the step changes. Two steps with a common key are written one after the other.</summary>
    internal abstract IEnumerable<string> Keys { get; }

    /// <summary>Copies the step with another state of its operation.</summary>
    internal OperationStep With(Operation operation) => this with { Operation = operation };
}

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
    /// <param name="wasSent">Whether the server may have received the operation.</param>
    /// <param name="now">The time.</param>
    OperationStep Recover(Operation ended, bool wasSent, DateTimeOffset now);
}

/// <summary>The row of an operation's subject.</summary>
/// <param name="Id">The subject's id in its own table.</param>
/// <param name="Key">The key that the subject has now.</param>
/// <param name="PayloadHash">The hash of the payload that the subject has; null for none.</param>
/// <param name="PayloadId">The row of that payload. An operation with the same payload shares the row.</param>
internal readonly record struct SubjectRow(long Id, string Key, ContentHash? PayloadHash, long? PayloadId);
