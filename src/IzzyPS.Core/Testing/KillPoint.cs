using System.Diagnostics;
using System.Globalization;
using IzzyPS.Operations;

namespace IzzyPS.Testing;

/// <summary>
/// Lets a test kill the real tool at a named point: <c>IZZYPS_TEST_KILL_AT=before-sending-commit:3</c> is a SIGKILL the third time
/// that the process gets there, so that nothing in it can clean up. <c>IZZYPS_TEST_STOP_AT</c> stops it there with SIGSTOP, as a machine
/// stalls, until somebody sends it SIGCONT. Without the variables a point costs one comparison.
/// </summary>
internal static class KillPoint
{
    internal const string Variable = "IZZYPS_TEST_KILL_AT";

    internal const string StopVariable = "IZZYPS_TEST_STOP_AT";

    private static readonly Target? Wanted =
        Target.Parse(TestHook.Read(Variable), Kill) ?? Target.Parse(TestHook.Read(StopVariable), Stop);

    /// <summary>Whether this process is to be killed or stopped at some point.</summary>
    internal static bool IsSet => Wanted is not null;

    /// <summary>The process has got to a point.</summary>
    internal static void At(string point) => Wanted?.Reached(point);

    /// <summary>
    /// The process has got before or behind a commit of the journal: a point for each state that the commit brings operations into,
    /// <c>before-sending-commit</c> for example.
    /// </summary>
    internal static void AtCommit(string side, IReadOnlyList<OperationStep> writes)
    {
        if (Wanted is null)
            return;
        foreach (var state in writes.Select(write => write.Operation?.State).Distinct())
            Wanted.Reached($"{side}-{state?.ToString().ToLowerInvariant() ?? "vehicle"}-commit");
    }

    private static void Kill(Process self)
    {
        self.Kill(); // kill(2) with SIGKILL: no finally, no flush.
        Thread.Sleep(Timeout.Infinite);
    }

    private static void Stop(Process self)
    {
        using var kill = Process.Start("kill", ["-STOP", self.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private sealed class Target(string point, int times, Action<Process> strike)
    {
        private int _left = times;

        internal static Target? Parse(string? text, Action<Process> strike)
        {
            if (text?.Split(':') is not { } parts)
                return null;
            var times = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1;
            return new Target(parts[0], times, strike);
        }

        internal void Reached(string reached)
        {
            if (reached != point || Interlocked.Decrement(ref _left) != 0)
                return;
            using var self = Process.GetCurrentProcess();
            strike(self);
        }
    }
}
