using IzzyPS.Ledger;

namespace IzzyPS.Operations.Journaling;

/// <summary>Says which operations to look for. A condition that is null does not count.</summary>
/// <param name="State">The state; <see cref="OperationState.InDoubt"/> finds the same as <see cref="ILedger.FindInDoubt"/>.</param>
/// <param name="VinPattern">A VIN in which <c>*</c> and <c>?</c> are wildcards; upper and lower case are the same.</param>
/// <param name="RunId">The run.</param>
/// <param name="Id">The operation.</param>
internal sealed record OperationQuery(OperationState? State = null, string? VinPattern = null, Guid? RunId = null, Guid? Id = null);
