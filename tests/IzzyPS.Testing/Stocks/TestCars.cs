using IzzyPS.Vehicles;

namespace IzzyPS.Testing.Stocks;

/// <summary>Vehicles that the API accepts, and stocks that hold them.</summary>
internal static class TestCars
{
    /// <summary>Creates the VIN of a numbered car. It is valid and invented.</summary>
    public static string CreateVin(int number) => $"WZZZZZ1KZ{number:D8}";

    public static Vehicle CreateCar(int number, VehicleSource? file = null, decimal sales = 70_000m, string? vin = "", string? configuration = "") =>
        new(vin is "" ? CreateVin(number) : vin, configuration is "" ? $"CFG{number:D5}" : configuration, file, number + 1)
        {
            Category = Category.Passenger,
            Make = "Kia",
            Model = "Sportage",
            ManufactureYear = 2023,
            Mileage = 29_550,
            EngineCode = "-",
            CubicCapacity = 1591,
            Acceleration = 11,
            FuelType = FuelType.Hybrid,
            Power = 150,
            TransmissionType = TransmissionType.Automatic,
            DriveWheels = DriveWheels.Front,
            Type = BodyType.Suv,
            CarClass = CarClass.Sweet,
            Color = "Niebieski",
            ListPrice = 80_000m,
            SalesPrice = sales,
        };

    /// <summary>Creates a stock of one file that was read to its end and holds these vehicles.</summary>
    public static (StockSet Set, List<Vehicle> Vehicles) CreateStock(
        IEnumerable<int> numbers, string feed = StockSet.DefaultFeed, Func<int, StockFile, Vehicle>? car = null)
    {
        var set = new StockSet(feed);
        var file = set.Add("/stock/today.csv");
        var vehicles = numbers.Select(number => car?.Invoke(number, file) ?? CreateCar(number, file)).ToList();
        foreach (var vehicle in vehicles)
        {
            file.ValidKeys.Add(KeyHash.Compute(vehicle.Key!.Value));
            if (vehicle.Vin is null)
                _ = file.NumbersWithoutVin.Add(vehicle.ConfigurationNumber!);
        }

        file.RowCount = vehicles.Count;
        file.HasFinalLineBreak = true;
        file.IsReadToEnd = true;
        set.Seal();
        return (set, vehicles);
    }
}
