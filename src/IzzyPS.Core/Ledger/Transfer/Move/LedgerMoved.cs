namespace IzzyPS;

/// <summary>The result of <c>Move-IzzyLedger</c>.</summary>
/// <param name="Source">Where the ledger was. The old ledger is kept there, marked as moved, and is refused from now on.</param>
/// <param name="Destination">Where the ledger is now.</param>
/// <param name="Vehicles">The number of its vehicles; null where only the last step of an interrupted move was left to do.</param>
/// <param name="Rows">The number of rows of all its tables; null where <paramref name="Vehicles"/> is null.</param>
/// <param name="KeptAs">
/// The new name of a ledger that was at the destination before: an empty one, or one that was moved away from there. Null where there was none.
/// </param>
public sealed record LedgerMoved(string Source, string Destination, long? Vehicles, long? Rows, string? KeptAs)
{
    /// <summary>Returns the source and the destination.</summary>
    public override string ToString() => $"{Source} → {Destination}";
}
