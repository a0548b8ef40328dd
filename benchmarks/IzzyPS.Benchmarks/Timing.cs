using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Measures several works by turns, so that whatever else the machine does hits all of them.</summary>
internal static class Timing
{
    /// <summary>The times of each work in ms, round by round, after warm-up rounds that do not count.</summary>
    public static async Task<double[][]> ByTurnsAsync(int warmUps, int rounds, params Func<Task>[] works)
    {
        var times = Array.ConvertAll(works, _ => new double[rounds]);
        for (var round = -warmUps; round < rounds; round++)
        {
            for (var work = 0; work < works.Length; work++)
            {
                Collect();
                var started = Stopwatch.GetTimestamp();
                await works[work]();
                if (round >= 0)
                    times[work][round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        }

        return times;
    }

    public static async Task<double[][]> ByTurnsAsync(int warmUps, int rounds, params Action[] works) =>
        await ByTurnsAsync(warmUps, rounds, Array.ConvertAll<Action, Func<Task>>(works, work => () =>
        {
            work();
            return Task.CompletedTask;
        }));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>The median of the rounds' own ratios: a slow minute makes both slower.</summary>
    public static double Ratio(double[] times, double[] beside) => Median(times.Zip(beside, (time, other) => time / other));

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
