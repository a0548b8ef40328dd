using System.Text;

namespace IzzyPS.Testing.Stocks;

/// <summary>A partner's yard: the generated vehicles that stand there, with the changes since they came.</summary>
internal sealed class Yard
{
    private readonly SortedDictionary<int, Car> _cars = [];

    internal Yard(IEnumerable<int> numbers) => Add(numbers);

    internal int Count => _cars.Count;

    /// <summary>The numbers of the vehicles in the yard.</summary>
    internal IReadOnlyList<int> Numbers => [.. _cars.Keys];

    /// <summary>The VINs of the vehicles in the yard.</summary>
    internal IEnumerable<string> Vins => _cars.Keys.Select(StockFileGenerator.CreateVin);

    internal void Add(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _cars[number] = default;
    }

    internal void Remove(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _ = _cars.Remove(number);
    }

    /// <summary>Raises the mileage of vehicles. Each change is an update.</summary>
    internal void Drive(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _cars[number] = _cars[number] with { Kilometres = _cars[number].Kilometres + 1 };
    }

    /// <summary>Lowers the price of vehicles. Each change is a price change.</summary>
    internal void Cut(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _cars[number] = _cars[number] with { Discount = _cars[number].Discount + 100 };
    }

    /// <summary>Creates the row of one more vehicle. The row is rejected, because one of its values is in no profile.</summary>
    internal static string CreateBadRow(int number)
    {
        var cells = StockFileGenerator.CreateRow(number, StockDialect.Clean).Split(',', 4);
        return $"{cells[0]},{cells[1]},rzepak,{cells[3]}";
    }

    /// <summary>Writes the partner's file.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="more">Lines after the vehicles, for example rows with faults.</param>
    internal void Write(string path, params IEnumerable<string> more) => File.WriteAllLines(
        path,
        [StockFileGenerator.Header, .. _cars.Select(car => StockFileGenerator.CreateRow(car.Key, StockDialect.Clean, car.Value.Kilometres, car.Value.Discount)), .. more],
        new UTF8Encoding(false));

    private readonly record struct Car(int Kilometres, int Discount);
}
