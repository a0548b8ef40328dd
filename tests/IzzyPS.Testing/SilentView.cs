using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS.Testing;

/// <summary>Observes a run without output.</summary>
internal sealed class SilentView : IRunObserver
{
    /// <summary>Called before the files are read the second time.</summary>
    internal Action? OnReading { get; init; }

    public void Advance(PhaseProgress progress)
    {
        if (progress is { Phase: RunPhase.Reading, Done: 0 })
            OnReading?.Invoke();
    }

    public void Started(Guid runId, int changes)
    {
    }

    public void Ended(SyncResult result)
    {
    }

    public void Notify(RunNotice notice)
    {
    }
}
