using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations;

/// <summary>What an answer means. A handler derives its own type, with what it reports.</summary>
/// <param name="Step">The step of the journal.</param>
internal abstract record Conclusion(OperationStep Step);
