namespace IzzyPS.Hooks;

/// <summary>
/// Says which step the process has got to. Tests kill and stop the real programs at such steps. The product sets nothing here and reads no
/// variable for it: a startup hook of .NET that the tests bring along (<c>tests/IzzyPS.TestHooks</c>) sets the fields by their names.
/// </summary>
internal static class StepHook
{
#pragma warning disable CS0649 // Set from outside.
    /// <summary>Is called with the name of each step, <c>before-sending-commit</c> for example; null outside tests.</summary>
    internal static Action<string>? Reached;

    /// <summary>How long a lease in PostgreSQL holds, in place of the usual time; null outside tests.</summary>
    internal static TimeSpan? LeaseTime;
#pragma warning restore CS0649

    /// <summary>Whether a test listens.</summary>
    internal static bool IsSet => Reached is not null;

    /// <summary>The process has got to a step.</summary>
    internal static void Reach(string step) => Reached?.Invoke(step);
}
