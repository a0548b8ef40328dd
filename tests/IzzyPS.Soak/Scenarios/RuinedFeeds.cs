using System.Globalization;
using IzzyPS.Soak.Fuzz;

namespace IzzyPS.Soak;

/// <summary>Ruins the file of a feed of 200 cars, and plans the file. No plan goes beyond the limits of the guards. Source: SAFETY.md, "Guards".</summary>
internal static class RuinedFeeds
{
    private const int Whole = 5_000;
    private const int Seed = 20261129;

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        using var run = new RuinRun();
        await Task.Run(() => run.RunAsync(plan.ScaleSize(Whole), Seed));
        yield return new SoakResult(
            "ruined files",
            string.Create(CultureInfo.InvariantCulture, $"{run.Plans:N0} ruined files of a feed of {RuinRun.Cars} cars"),
            string.Create(CultureInfo.InvariantCulture, $"{run.Changes:N0} changes planned, {run.HeldBack:N0} held back"),
            run.Violations);
    }
}
