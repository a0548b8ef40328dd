namespace IzzyPS.Operations.Journaling;

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
}
