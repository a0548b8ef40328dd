namespace IzzyPS.Operations;

/// <summary>
/// Notices when answers take twice as long as they did: the server is busy, even if it does not say so. What is compared are the
/// medians of a number of answers to one kind of call, against the best so far.
/// </summary>
/// <param name="limit">The most requests at a time: those that were under way when the pace changed must not outvote the rest.</param>
internal sealed class LatencyWatch(int limit)
{
    private const int LeastAnswers = 16;

    /// <summary>Below it a difference says more about this machine than about the server.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly int _answers = Math.Max(LeastAnswers, 2 * limit);
    private readonly Dictionary<string, Series> _series = [];

    /// <summary>Takes an answer's latency.</summary>
    /// <returns>
    /// The two medians, where the latency has doubled. The new one is the measure from then on: where fewer at a time did not help,
    /// the server has become slower by itself, and only another doubling counts.
    /// </returns>
    internal (TimeSpan Was, TimeSpan Is)? Doubled(string kind, TimeSpan latency)
    {
        lock (_lock)
        {
            if (!_series.TryGetValue(kind, out var series))
                _series[kind] = series = new Series();
            series.Latencies.Add(latency);
            if (series.Latencies.Count < _answers)
                return null;

            series.Latencies.Sort();
            var now = series.Latencies[series.Latencies.Count / 2];
            series.Latencies.Clear();
            if (series.Best is { } best && now >= 2 * best && now - best > Noise)
            {
                series.Best = now;
                return (best, now);
            }

            series.Best = series.Best < now ? series.Best : now;
            return null;
        }
    }

    private sealed class Series
    {
        internal List<TimeSpan> Latencies { get; } = [];

        internal TimeSpan? Best { get; set; }
    }
}
