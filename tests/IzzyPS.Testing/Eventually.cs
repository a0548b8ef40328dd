using System.Diagnostics;
using System.Runtime.CompilerServices;
using Xunit;

namespace IzzyPS.Testing;

/// <summary>Waits for a condition, long enough for a busy machine. A failure names the condition.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static async Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"The condition was not met: {what}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
