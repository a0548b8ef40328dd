using FsCheck;
using FsCheck.Fluent;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Tests.Planning;

/// <summary>The state of a vehicle in the ledger before the first day.</summary>
internal enum Past
{
    /// <summary>Nothing.</summary>
    None = 1,

    Active,

    /// <summary>Listed by its configuration number, before it had a VIN.</summary>
    ByNumber,

    /// <summary>An update was not answered.</summary>
    Unconfirmed,

    /// <summary>A run was killed while it sent an update.</summary>
    UpdateUnderWay,

    /// <summary>An operator set its price.</summary>
    PricedByHand,

    /// <summary>Taken over by its id alone.</summary>
    Adopted,

    /// <summary>Listed by another feed.</summary>
    OtherFeed,

    ClosedByFeed,

    ClosedByHand,

    /// <summary>Closed by hand, and a complete file has lacked it since.</summary>
    Released,

    /// <summary>The server answered that the car is gone.</summary>
    Gone,

    /// <summary>A create was not answered; the car is there.</summary>
    InDoubtAndThere,

    /// <summary>A create was not answered; the car is not there.</summary>
    InDoubtAndNot,

    /// <summary>Closed; the create that lists it again was not answered.</summary>
    ReopenedInDoubt,

    /// <summary>A run was killed while it sent the create.</summary>
    CreateUnderWay,
}

/// <summary>What becomes of a row before it is compared.</summary>
internal enum Fate
{
    Valid = 1,

    /// <summary>The reader rejects it; its key can be read.</summary>
    Rejected,

    /// <summary>The reader rejects it and nobody can say which car it is.</summary>
    Unreadable,

    /// <summary>Something filters it out of the pipeline.</summary>
    Filtered,

    /// <summary>Something in the pipeline makes the vehicle invalid.</summary>
    Spoilt,
}

/// <summary>What is wrong with a file of the stock.</summary>
internal enum Doubt
{
    None = 1,
    NotReadToEnd,
    Fault,
    NoFinalLineBreak,
}

/// <summary>What becomes of a plan before it is carried out.</summary>
internal enum Detour
{
    None = 1,
    Shuffled,
    Halved,
    AppliedTwice,
    KeptForADay,
    OvertakenByAnother,
}

/// <summary>One row of a partner's file.</summary>
/// <param name="Number">The car.</param>
/// <param name="HasVin">Whether the row has the VIN.</param>
/// <param name="Price">The sales price.</param>
/// <param name="IsBlack">Whether the colour changed.</param>
/// <param name="Fate">What becomes of the row.</param>
/// <param name="IsOther">Whether the row is another car.</param>
/// <param name="IsBare">Whether the description is empty.</param>
internal sealed record Row(int Number, bool HasVin, int Price, bool IsBlack, Fate Fate, bool IsOther = false, bool IsBare = false)
{
    public override string ToString() => $"{(HasVin ? "" : "#")}{Number} {Fate} {Price}{(IsBlack ? " black" : "")}{(IsOther ? " other" : "")}{(IsBare ? " bare" : "")}";
}

/// <summary>One day: the stock that comes and what is asked for.</summary>
internal sealed record Day(List<Row> Rows, int Files, Doubt Doubt, SyncMode Mode, bool UpdatePrices, int? Allowed, Detour Detour, TimeSpan Later, int Seed)
{
    /// <summary>Whether closes and, where <see cref="UpdatePrices"/> says so, prices are asked for.</summary>
    internal bool AsksForAll { get; init; } = true;

    internal SyncPlanOptions Options => new() { CloseMissing = AsksForAll, Mode = Mode, UpdatePrices = UpdatePrices && AsksForAll, Allowed = new Allowances { Close = Allowed } };

    /// <summary>The file that a row stands in, by its place.</summary>
    internal int FileOf(int row) => row % Files;

    public override string ToString() =>
        $"+{Later}, {Files} files, {Doubt}, {Mode}, prices {UpdatePrices}, allowed {Allowed}, {Detour}, seed {Seed}: {string.Join(", ", Rows)}";
}

/// <summary>A ledger and the days after it.</summary>
internal sealed record PlannerCase(List<Past> Pasts, bool IsAdopted, List<Day> Days)
{
    public override string ToString() =>
        $"{(IsAdopted ? "adopted: " : "")}{string.Join(", ", Pasts.Select((past, index) => $"{index + 1} {past}"))}\n{string.Join('\n', Days)}";
}

/// <summary>Makes cases of a few cars, so that every state meets every stock.</summary>
internal static class PlannerCases
{
    internal const int Cars = 14;

    /// <summary>The partner's usual price, and the one that an operator set where one did.</summary>
    internal const int UsualPrice = 70_000;

    internal const int HandPrice = 65_000;

    private static readonly Gen<Row> Rows =
        from number in Gen.Choose(1, Cars)
        from hasVin in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from price in Gen.Frequency((8, Gen.Elements(60_000, UsualPrice)), (2, Gen.Elements(52_000, 20_000, 7_000_000)))
        from isBlack in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from fate in Gen.Frequency(
            (12, Gen.Constant(Fate.Valid)), (2, Gen.Constant(Fate.Rejected)), (1, Gen.Constant(Fate.Spoilt)), (1, Gen.Elements(Fate.Unreadable, Fate.Filtered)))
        from isOther in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from isBare in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Row(number, hasVin, price, isBlack, fate, isOther, isBare);

    private static readonly Gen<Day> Days =
        from rows in Gen.ListOf(Rows)
        from all in Gen.Frequency((2, Gen.Constant(true)), (1, Gen.Constant(false)))
        from missing in Gen.ListOf(Gen.Choose(1, Cars))
        from files in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Constant(2)))
        from doubt in Gen.Frequency((7, Gen.Constant(Doubt.None)), (3, Gen.Elements(Doubt.NotReadToEnd, Doubt.Fault, Doubt.NoFinalLineBreak)))
        from mode in Gen.Frequency((6, Gen.Constant(SyncMode.Upsert)), (1, Gen.Constant(SyncMode.InsertOnly)))
        from updatePrices in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from allowed in Gen.Elements<int?>(null, 0, 3, 100)
        from detour in Gen.Elements(Enum.GetValues<Detour>())
        from later in Gen.Elements(10, 30 * 60)
        from ruin in Gen.Frequency((6, Gen.Constant("")), (4, Gen.Elements("prices", "other", "bare")))
        from seed in Gen.Choose(0, int.MaxValue)
        select new Day(
            [.. (all ? Enumerable.Range(1, Cars).Except(missing.Take(4)).Select(number => new Row(number, true, ruin == "prices" ? 52_000 : UsualPrice, false, Fate.Valid, ruin == "other", ruin == "bare")) : []).Concat(rows)],
            files, doubt, mode, updatePrices, allowed, detour, TimeSpan.FromMinutes(later), seed);

    internal static Gen<PlannerCase> All { get; } =
        from pasts in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(Past.Active)), (3, Gen.Elements(Enum.GetValues<Past>()))), Cars)
        from isAdopted in Gen.Frequency((7, Gen.Constant(false)), (1, Gen.Constant(true)))
        from days in Gen.NonEmptyListOf(Days).Resize(4)
        select new PlannerCase([.. pasts], isAdopted, [.. days]);
}
