using System.Diagnostics;
using System.Globalization;

namespace IzzyPS.TestHooks;

/// <summary>
/// Lets a test kill the real tool at a named point: <c>IZZYPS_TEST_KILL_AT=before-sending-commit:3</c> is a SIGKILL the third time
/// that the process gets there, so that nothing in it can clean up. <c>IZZYPS_TEST_STOP_AT</c> stops it there with SIGSTOP, as a machine
/// stalls, until somebody sends it SIGCONT.
/// </summary>
public static class KillPoint
{
    /// <summary>The step at which the process is killed, and the how manyth time.</summary>
    public const string Variable = "IZZYPS_TEST_KILL_AT";

    /// <summary>The step at which the process is stopped.</summary>
    public const string StopVariable = "IZZYPS_TEST_STOP_AT";

    /// <summary>What to call at each step; null where no variable asks for anything.</summary>
    internal static Action<string>? FromEnvironment() =>
        (Target.Parse(Environment.GetEnvironmentVariable(Variable), Kill) ?? Target.Parse(Environment.GetEnvironmentVariable(StopVariable), Stop)) is { } target
            ? target.Reached
            : null;

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
