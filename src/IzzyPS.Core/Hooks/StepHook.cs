namespace IzzyPS.Hooks;

/// <summary>
/// Reports the steps that the process reaches. Tests kill and stop the real programs at these steps. The product itself never sets these fields
/// and reads no environment variable for them: a startup hook of .NET in the tests (<c>tests/IzzyPS.TestHooks</c>) sets the fields by their
/// names.
/// </summary>
internal static class StepHook
{
#pragma warning disable CS0649 // The tests' startup hook sets the fields.
    /// <summary>Called with the name of each step, for example <c>before-sending-commit</c>; null outside tests.</summary>
    internal static Action<string>? Reached;

    /// <summary>How long a lease in PostgreSQL lasts, in place of the usual time; null outside tests.</summary>
    internal static TimeSpan? LeaseTime;
#pragma warning restore CS0649

    /// <summary>Whether a test wants the steps.</summary>
    internal static bool IsSet => Reached is not null;

    /// <summary>Reports that the process has reached a step.</summary>
    internal static void Reach(string step) => Reached?.Invoke(step);
}
