using IzzyPS.Ledger;

namespace IzzyPS.Operations;

/// <summary>Which operations to look for; null looks for everything.</summary>
/// <param name="State">The state; <see cref="OperationState.InDoubt"/> finds creates in <c>Sending</c> too, as <see cref="ILedger.FindInDoubt"/> does.</param>
/// <param name="VinPattern">A VIN with <c>*</c> and <c>?</c>, any case.</param>
/// <param name="RunId">The run.</param>
/// <param name="Id">The operation.</param>
internal sealed record OperationQuery(OperationState? State = null, string? VinPattern = null, Guid? RunId = null, Guid? Id = null);
