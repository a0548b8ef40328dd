using IzzyPS.Storage;

namespace IzzyPS.Operations;

/// <summary>
/// One step of the journal: an operation's new state, and what goes with it into the tables of its subject. A kind of subject derives
/// its own step from it.
/// </summary>
/// <param name="Operation">The operation as it is from now on; null where only the subject changes.</param>
internal abstract record OperationStep(Operation? Operation)
{
    /// <summary>The tables that the step is written to.</summary>
    internal abstract ISubjectTables Tables { get; }

    /// <summary>The subjects that the step changes, by their keys: two steps that share one are written one after the other.</summary>
    internal abstract IEnumerable<string> Keys { get; }

    /// <summary>The same step with another state of its operation.</summary>
    internal OperationStep With(Operation operation) => this with { Operation = operation };
}

/// <summary>
/// The tables of one kind of subject. Everything happens within the journal's transaction; rows come in lists, so that PostgreSQL is
/// asked once for many.
/// </summary>
internal interface ISubjectTables
{
    /// <summary>The kind of subject; <see cref="Subject.Kind"/>.</summary>
    string Kind { get; }

    /// <summary>Finds the rows of the subjects of new operations, and adds those that are missing.</summary>
    /// <returns>One row for each step, in their order.</returns>
    /// <exception cref="LedgerException">A subject is not any more what its operation was decided on (<see cref="LedgerFault.Conflict"/>).</exception>
    IReadOnlyList<SubjectRow> FindOrAdd(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps);

    /// <summary>Writes what steps say about their subjects. Their operations are written already.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="steps">The steps; no two of them change the same subject.</param>
    /// <param name="now">The time of what has none of its own.</param>
    void Save(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, DateTimeOffset now);

    /// <summary>The step that ends an operation which a killed run was sending or had planned.</summary>
    /// <param name="ended">The operation as it is from now on; <see cref="OperationState.Planned"/> where another runner sends it.</param>
    /// <param name="wasSent">Whether the server may have got it.</param>
    /// <param name="now">The time.</param>
    OperationStep Recover(Operation ended, bool wasSent, DateTimeOffset now);
}

/// <summary>The row of an operation's subject.</summary>
/// <param name="Id">Its id in the subject's own table.</param>
/// <param name="Key">The key that it has there now.</param>
/// <param name="PayloadHash">The hash of the payload that the subject has already; null for none.</param>
/// <param name="PayloadId">That payload's row, which an operation with the same payload shares.</param>
internal readonly record struct SubjectRow(long Id, string Key, UInt128? PayloadHash, long? PayloadId);
