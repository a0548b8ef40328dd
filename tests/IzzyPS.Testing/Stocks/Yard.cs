using System.Text;

namespace IzzyPS.Testing.Stocks;

/// <summary>A partner's yard: which of the generator's vehicles stand there, and what has changed about them since they came.</summary>
internal sealed class Yard
{
    private readonly SortedDictionary<int, Car> _cars = [];

    internal Yard(IEnumerable<int> numbers) => Add(numbers);

    internal int Count => _cars.Count;

    /// <summary>The numbers of the vehicles that stand there.</summary>
    internal IReadOnlyList<int> Numbers => [.. _cars.Keys];

    /// <summary>Their VINs.</summary>
    internal IEnumerable<string> Vins => _cars.Keys.Select(StockFileGenerator.Vin);

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

    /// <summary>Raises the mileage of vehicles: each is an update.</summary>
    internal void Drive(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _cars[number] = _cars[number] with { Kilometres = _cars[number].Kilometres + 1 };
    }

    /// <summary>Lowers the price of vehicles: each is a price change.</summary>
    internal void Cut(params IEnumerable<int> numbers)
    {
        foreach (var number in numbers)
            _cars[number] = _cars[number] with { Discount = _cars[number].Discount + 100 };
    }

    /// <summary>The row of one more vehicle. The row is rejected: a value of it is in no profile.</summary>
    internal static string BadRow(int number)
    {
        var cells = StockFileGenerator.Row(number, StockDialect.Clean).Split(',', 4);
        return $"{cells[0]},{cells[1]},rzepak,{cells[3]}";
    }

    /// <summary>Writes the partner's file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="more">Lines behind the vehicles, rows with faults for example.</param>
    internal void Write(string path, params IEnumerable<string> more) => File.WriteAllLines(
        path,
        [StockFileGenerator.Header, .. _cars.Select(car => StockFileGenerator.Row(car.Key, StockDialect.Clean, car.Value.Kilometres, car.Value.Discount)), .. more],
        new UTF8Encoding(false));

    private readonly record struct Car(int Kilometres, int Discount);
}
