using FsCheck;
using FsCheck.Fluent;
using IzzyPS.Planning.Evidence;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>The planner notices a filtered pipeline, in whatever order the vehicles of the files reach it.</summary>
public sealed class SeenKeysTests
{
    [Theory]
    [InlineData(new[] { 1, 2, 3, 4, 5 }, new int[0])]
    [InlineData(new[] { 5, 4, 3, 2, 1 }, new int[0])] // Sorted.
    [InlineData(new[] { 1, 2, 3, 4 }, new[] { 5 })] // The end of the last file is missing.
    [InlineData(new[] { 1, 2, 4, 5 }, new[] { 3 })] // The end of the first file is missing.
    [InlineData(new[] { 2, 3, 4, 5 }, new[] { 1 })]
    [InlineData(new[] { 4, 5 }, new[] { 1, 2, 3 })] // The first file is missing.
    [InlineData(new[] { 1, 2, 2, 3, 4, 5 }, new int[0])] // A vehicle comes twice.
    [InlineData(new[] { 1, 1, 2, 3, 4 }, new[] { 5 })] // As many vehicles as the files have, but not the same.
    [InlineData(new[] { 1, 2, 3, 4, 5, 9 }, new int[0])] // A vehicle of no file.
    [InlineData(new int[0], new[] { 1, 2, 3, 4, 5 })]
    public void Vehicles_of_the_files_that_were_not_seen_are_found(int[] seen, int[] missing) =>
        Assert.Equal(missing, FindMissing([[1, 2, 3], [], [4, 5]], seen));

    [Fact]
    public void Missing_vehicles_are_the_files_vehicles_less_the_seen_ones()
    {
        var numbers = Gen.Choose(1, 12).ListOf().Select(list => list.Distinct().ToArray());
        var prefixThenAnything =
            from files in Gen.ListOf(numbers)
            from followed in Gen.Choose(0, 40)
            from rest in numbers
            select (Files: files.ToArray(), Seen: files.SelectMany(file => file).Take(followed).Concat(rest).ToArray());
        Prop.ForAll(prefixThenAnything.ToArbitrary(), stock =>
        {
            var (files, seen) = stock;
            Assert.Equal(files.SelectMany(file => file).Except(seen).Order(), FindMissing(files, seen));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>Adds vehicles while the files are read, as the planner does, and asks for the vehicles that are missing.</summary>
    private static List<int> FindMissing(int[][] files, int[] seen)
    {
        var set = new StockSet("south");
        var keys = new SeenKeys();
        var input = new StockSetInput(set);
        var unread = new Queue<int>(seen);
        foreach (var numbers in files)
        {
            var file = set.Add($"/stock/{set.Files.Count}.csv");
            foreach (var number in numbers)
            {
                file.ValidKeys.Add(KeyHash.Compute(FindKey(number)));
                if (unread.TryPeek(out var next) && next == number)
                    keys.Add(FindKey(unread.Dequeue()), input);
            }
        }

        while (unread.TryDequeue(out var number))
            keys.Add(FindKey(number), input);
        LedgerEntry[] listed = [.. Enumerable.Range(1, 12).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number)))];
        var filtered = keys.FindFiltered(input, listed);
        var found = Enumerable.Range(1, 12).Where(number => filtered?.Listed.Contains(TestCars.CreateVin(number)) == true).ToList();
        Assert.Equal(found.Count, filtered?.Count ?? 0);
        return found;
    }

    private static VehicleKey FindKey(int number) => TestCars.CreateCar(number).Key!.Value;
}
