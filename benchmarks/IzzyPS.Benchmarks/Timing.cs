using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Measures several works in turns, so that other load on the machine slows all of them.</summary>
internal static class Timing
{
    /// <summary>Measures the times of each work in ms, round by round. Warm-up rounds come first and do not count.</summary>
    public static async Task<double[][]> MeasureInTurnsAsync(int warmUps, int rounds, params Func<Task>[] works)
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

    public static async Task<double[][]> MeasureInTurnsAsync(int warmUps, int rounds, params Action[] works) =>
        await MeasureInTurnsAsync(warmUps, rounds, Array.ConvertAll<Action, Func<Task>>(works, work => () =>
        {
            work();
            return Task.CompletedTask;
        }));

    public static double GetMedian(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>Gets the median of the ratios of each round. A moment of load slows both works of a round, and changes the ratio little.</summary>
    public static double GetRatio(double[] times, double[] others) => GetMedian(times.Zip(others, (time, other) => time / other));

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
