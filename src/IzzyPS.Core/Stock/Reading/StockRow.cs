namespace IzzyPS.Stock.Reading;

/// <summary>The result of one row: a vehicle or an error.</summary>
internal readonly struct StockRow
{
    private StockRow(Vehicle? vehicle, RowError? error)
    {
        Vehicle = vehicle;
        Error = error;
    }

    public Vehicle? Vehicle { get; }

    public RowError? Error { get; }

    public static StockRow FromVehicle(Vehicle vehicle) => new(vehicle, null);

    public static StockRow FromError(RowError error) => new(null, error);
}
