using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IzzyPS.Sandbox.Faults;

/// <summary>
/// Waits with a precision of a fraction of a millisecond. The framework's timers use Linux's coarse clock, which ticks up to every four
/// milliseconds. They are late by one millisecond or more, which is too much for a latency of 20 ms.
/// One thread serves all waits, so that only one thread spins. It spins for the last 1.5 ms of a wait at most, and for about 0.1 ms where
/// the system can sleep for such short times. Spinning is kept short because the sandbox shares the processor with the client.
/// </summary>
internal static class PreciseDelay
{
    /// <summary>How late the shortest sleeps of the system end, about.</summary>
    private const long LateMicroseconds = 100;

    private static readonly Lock Gate = new();
    private static readonly PriorityQueue<TaskCompletionSource, long> Waits = new();
    private static readonly AutoResetEvent Earlier = new(initialState: false);
    private static readonly long SpinTicks = Stopwatch.Frequency * 15 / 10_000;
    private static Thread? _thread;

    internal static Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        WaitUntilAsync(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), cancellationToken);

    /// <summary>Waits until <see cref="Stopwatch.GetTimestamp"/> has reached a value. The wait is never shorter.</summary>
    internal static Task WaitUntilAsync(long timestamp, CancellationToken cancellationToken)
    {
        if (Stopwatch.GetTimestamp() >= timestamp)
            return Task.CompletedTask;
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Gate)
        {
            Waits.Enqueue(wait, timestamp);
            if (Waits.Peek() == wait)
                Earlier.Set();
            if (_thread is null)
            {
                _thread = new Thread(Run) { IsBackground = true, Name = "IzzyPS sandbox delays", Priority = ThreadPriority.AboveNormal };
                _thread.Start();
            }
        }

        return cancellationToken.CanBeCanceled ? wait.Task.WaitAsync(cancellationToken) : wait.Task;
    }

    private static void Run()
    {
        while (true)
        {
            long due;
            lock (Gate)
            {
                var now = Stopwatch.GetTimestamp();
                while (Waits.TryPeek(out var wait, out due) && due <= now)
                {
                    Waits.Dequeue();
                    wait.SetResult();
                }

                if (Waits.Count == 0)
                    due = long.MaxValue;
            }

            var left = due == long.MaxValue ? long.MaxValue : due - Stopwatch.GetTimestamp();
            if (left > SpinTicks)
                Earlier.WaitOne(left == long.MaxValue ? Timeout.Infinite : (int)Math.Min(int.MaxValue, (left - SpinTicks) * 1000 / Stopwatch.Frequency + 1));
            else
                Pause(left * 1_000_000 / Stopwatch.Frequency - LateMicroseconds);
        }
    }

    private static void Pause(long microseconds)
    {
        if (microseconds > 0 && !OperatingSystem.IsWindows())
            _ = USleep((uint)microseconds);
        else
            Thread.Yield();
    }

    [DllImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int USleep(uint microseconds);
}
