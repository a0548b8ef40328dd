using System.Globalization;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Holds prices back that changed too much: of one car, or of many cars at once. The vehicles' other fields go on. Source: SAFETY.md, "Guards".
/// </summary>
/// <param name="listedVehicles">The number of listed vehicles that the share of changed ones is measured against.</param>
/// <param name="allowedPercent">How much a price may change in percent, in place of the limits; null where the operator gave no number.</param>
/// <param name="limits">The limits.</param>
internal sealed class PriceGuard(int listedVehicles, decimal? allowedPercent, GuardLimits limits) : IVehicleGuard
{
    private const decimal GroszePerZloty = 100m;

    private const string Remembered = nameof(BlockReason.PriceLimit) + ": ";

    private const string Arrow = " → ";

    private static readonly FieldSet SentPrices = FieldSet.From(VehicleFields.Sent.Where(field => field.IsPrice));

    private readonly List<(decimal Change, decimal Factor, bool IsImplausible)> _changes = [];
    private ILookup<VehicleKey, Prices> _remembered = Array.Empty<(VehicleKey Key, Prices Listed)>().ToLookup(hold => hold.Key, hold => hold.Listed);
    private Summary? _summary;

    public void Note(ListedCar car)
    {
        if (!car.SendsPrices)
            return;
        var (change, factor) = Measure(car.Before, car.After);
        if (change > 0)
            _changes.Add((change, factor, IsImplausible(car)));
    }

    public bool IsSuspicious(ListedCar car) => car.SendsPrices && Measure(car.Before, car.After).Change > SmallestLimit;

    public void Remember(IReadOnlySet<(VehicleKey Key, string Detail)> held) =>
        _remembered = held.Select(hold => (hold.Key, Prices: ParseListed(hold.Detail))).Where(hold => hold.Prices is not null).ToLookup(hold => hold.Key, hold => hold.Prices!.Value);

    public bool HoldsAny => _remembered.Count > 0 || (_summary ??= Summarize()).Held > 0;

    public GuardHold? Judge(ListedCar car)
    {
        var change = car.SendsPrices ? Measure(car.Before, car.After).Change : 0;
        if (change == 0)
            return null;
        var summary = _summary ??= Summarize();
        var isHeld = change > summary.Limit || IsImplausible(car) || (allowedPercent is null && change > SmallestLimit && WasHeld(car));
        if (!isHeld)
            return null;
        var isKnown = _remembered[car.ListedKey].Contains(GetPrices(car.Before));
        return new GuardHold(CreateBlock(car, change, summary), SentPrices) { ToRemember = isKnown ? [] : [DescribeChange(car)] };
    }

    /// <summary>How much the prices of a car change: the larger change of the two, as a share of the price before, and the factor of that price.</summary>
    internal static (decimal Change, decimal Factor) Measure(Vehicle before, Vehicle after)
    {
        var list = Measure(before.ListPrice, after.ListPrice);
        var sales = Measure(before.SalesPrice, after.SalesPrice);
        return list.Change > sales.Change ? list : sales;
    }

    /// <summary>Finds the prices set by hand that change more than the limits for a partner's file. An operator is asked about them.</summary>
    internal static IEnumerable<VehicleChange> FindUnusual(IReadOnlyList<VehicleChange> changes, int listed, GuardLimits limits)
    {
        var cars = changes.Select(change => (Change: change, Car: new ListedCar(change.Key, change.Before!.ToVehicle(), change.After!.ToVehicle()))).ToList();
        var guard = new PriceGuard(listed, null, limits);
        foreach (var (_, car) in cars)
            guard.Note(car);
        return cars.Where(pair => guard.Judge(pair.Car) is not null).Select(pair => pair.Change);
    }

    private static (decimal Change, decimal Factor) Measure(decimal? before, decimal? after) =>
        before is > 0 && after is { } becomes ? (Math.Abs(becomes - before.Value) / before.Value, becomes / before.Value) : (0, 1);

    /// <summary>Changes up to this one are never held back.</summary>
    private decimal SmallestLimit => Math.Min(limits.FeedPriceChange, limits.PriceChange);

    /// <summary>
    /// Whether a price of the vehicle was held back while it was listed with about the prices of now. Then any price beyond the smallest limit stays held back,
    /// whatever the file says exactly.
    /// </summary>
    private bool WasHeld(ListedCar car) => _remembered[car.ListedKey].Any(listed =>
        Measure(listed.List, car.Before.ListPrice).Change <= SmallestLimit && Measure(listed.Sales, car.Before.SalesPrice).Change <= SmallestLimit);

    private Summary Summarize()
    {
        var many = _changes.Count(car => car.Change > limits.FeedPriceChange);
        var isFeed = many >= limits.FeedPriceFrom && many > Math.Round(limits.FeedPriceShare * listedVehicles, 6);
        var limit = allowedPercent / 100 ?? (isFeed ? Math.Min(limits.FeedPriceChange, limits.PriceChange) : limits.PriceChange);
        var held = _changes.Where(car => car.Change > limit || car.IsImplausible).ToList();
        var isScaled = held.Count > 0;
        return new Summary(
            limit,
            isFeed && allowedPercent is null ? many : 0,
            held.Count,
            isScaled && held.TrueForAll(car => IsAbout(car.Factor, GroszePerZloty)),
            isScaled && held.TrueForAll(car => IsAbout(car.Factor, 1 / GroszePerZloty)),
            held.Select(car => car.Change).DefaultIfEmpty().Max(),
            held.Exists(car => car.IsImplausible));
    }

    private static string DescribeChange(ListedCar car) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Remembered}{GetPrices(car.Before).List:0.00}/{GetPrices(car.Before).Sales:0.00}{Arrow}{car.After.ListPrice:0.00}/{car.After.SalesPrice:0.00}");

    /// <summary>Reads the listed prices from what <see cref="DescribeChange"/> wrote; null for what another guard wrote.</summary>
    private static Prices? ParseListed(string detail) =>
        detail.StartsWith(Remembered, StringComparison.Ordinal)
        && detail[Remembered.Length..].Split(Arrow)[0].Split('/') is [var list, var sales]
        && decimal.TryParse(list, CultureInfo.InvariantCulture, out var listPrice)
        && decimal.TryParse(sales, CultureInfo.InvariantCulture, out var salesPrice)
            ? new Prices(listPrice, salesPrice)
            : null;

    private static Prices GetPrices(Vehicle vehicle) => new(Prices.Round(vehicle.ListPrice ?? 0), Prices.Round(vehicle.SalesPrice ?? 0));

    /// <summary>Whether a price is one that no car has. No allowance lets such a price through.</summary>
    private static bool IsImplausible(ListedCar car) => VehicleValidator.FindImplausiblePrice(car.After) is not null;

    /// <summary>Whether a factor is another factor, but for a small change of the price on the same day.</summary>
    private static bool IsAbout(decimal factor, decimal expected) => Math.Abs((factor / expected) - 1) <= 0.05m;

    private Block CreateBlock(ListedCar car, decimal change, Summary summary)
    {
        // No allowance lets a price through that no car has.
        var isImplausible = IsImplausible(car) || (summary.HasImplausible && (summary.IsTimesHundred || summary.IsHundredth));
        var permission = isImplausible ? null : Permission.Create(Allowance.PriceChange, Math.Max(summary.Largest, change) * 100);
        return new Block(BlockReason.PriceLimit, $"Price change held back: {Describe(car, change, summary)}", permission);
    }

    private string Describe(ListedCar car, decimal change, Summary summary)
    {
        const string CorrectFile = "The file must be corrected, or the range in the partner's profile.";
        var way = summary.HasImplausible ? $" {CorrectFile}" : string.Empty;
        if (summary.IsTimesHundred)
            return $"all amounts are 100 times as high: they look like grosze.{way}";
        if (summary.IsHundredth)
            return $"all amounts are a hundredth of what is listed: they look like amounts in hundreds, or the listed ones like grosze.{way}";
        if (VehicleValidator.FindImplausiblePrice(car.After) is { } implausible)
            return $"{implausible.TrimEnd('.')}. {CorrectFile}";
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"sales price {car.Before.SalesPrice:0.00} → {car.After.SalesPrice:0.00}, list price {car.Before.ListPrice:0.00} → {car.After.ListPrice:0.00} PLN, {change:0.#%} more or less");
        if (change <= summary.Limit)
            return $"{what}; an earlier run held a price of this vehicle back.";
        return summary.Many == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{what}; at most {summary.Limit:0.#%} {(allowedPercent is null ? "is usual" : "is allowed")}.")
            : string.Create(CultureInfo.InvariantCulture, $"{what}; the prices of {summary.Many} of {listedVehicles} listed vehicles changed by more than {summary.Limit:0.#%}.");
    }

    /// <summary>What holds for all prices that are held back.</summary>
    private sealed record Summary(decimal Limit, int Many, int Held, bool IsTimesHundred, bool IsHundredth, decimal Largest, bool HasImplausible);
}
