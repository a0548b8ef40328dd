namespace IzzyPS.Operations.Sending;

/// <summary>
/// Notices when answers take twice as long as before. Then the server is busy, even if it does not say so. For each kind of operation the
/// median of the newest answers is compared with a baseline: the lowest median since the last doubling.
/// </summary>
/// <param name="limit">
/// The most requests in flight. A median is taken over at least twice as many answers, so that the requests that were in flight when the
/// number was lowered are not the majority.
/// </param>
internal sealed class LatencyWatch(int limit)
{
    private const int LeastAnswers = 16;

    /// <summary>A smaller difference comes rather from this machine than from the server.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly int _answers = Math.Max(LeastAnswers, 2 * limit);
    private readonly Dictionary<string, Series> _series = [];

    /// <summary>Takes the latency of an answer.</summary>
    /// <returns>
    /// The baseline and the new median where the latency has doubled; else null. The new median is the baseline from then on: if fewer
    /// requests in flight don't help, the server has become slower for another reason, and only another doubling counts.
    /// </returns>
    internal (TimeSpan Was, TimeSpan Is)? FindDoubling(string kind, TimeSpan latency)
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
            if (series.Baseline is { } baseline && now >= 2 * baseline && now - baseline > Noise)
            {
                series.Baseline = now;
                return (baseline, now);
            }

            series.Baseline = series.Baseline < now ? series.Baseline : now;
            return null;
        }
    }

    private sealed class Series
    {
        internal List<TimeSpan> Latencies { get; } = [];

        internal TimeSpan? Baseline { get; set; }
    }
}
