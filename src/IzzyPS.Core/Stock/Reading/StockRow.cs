namespace IzzyPS.Stock.Reading;

/// <summary>The result of one row: a vehicle or an error.</summary>
internal readonly struct StockRow
{
    private StockRow(Vehicle? vehicle, ulong keyHash, RowError? error)
    {
        Vehicle = vehicle;
        KeyHash = keyHash;
        Error = error;
    }

    public Vehicle? Vehicle { get; }

    /// <summary>The hash of the vehicle's key; 0 for an error. The thread that reads the row has the key at hand, the thread that counts the rows does not.</summary>
    public ulong KeyHash { get; }

    public RowError? Error { get; }

    public static StockRow FromVehicle(Vehicle vehicle, ulong keyHash) => new(vehicle, keyHash, null);

    public static StockRow FromError(RowError error) => new(null, 0, error);
}
