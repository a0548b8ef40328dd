namespace IzzyPS;

/// <summary>What <c>Move-IzzyLedger</c> did.</summary>
/// <param name="Source">Where the ledger was; it is kept there, marked and refused.</param>
/// <param name="Destination">Where it is now.</param>
/// <param name="Vehicles">The vehicles that it knows; null where a move that was interrupted at its last step was finished.</param>
/// <param name="Rows">The rows of all its tables; null as <paramref name="Vehicles"/>.</param>
/// <param name="KeptAs">
/// The name under which a ledger that was moved away from the destination before, or an empty one, is kept; null where there was none.
/// </param>
public sealed record LedgerMoved(string Source, string Destination, long? Vehicles, long? Rows, string? KeptAs)
{
    /// <summary>The source and the destination.</summary>
    public override string ToString() => $"{Source} → {Destination}";
}
