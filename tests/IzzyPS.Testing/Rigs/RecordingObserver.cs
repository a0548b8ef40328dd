using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS.Testing.Rigs;

/// <summary>Keeps the changes, notices and progress of a run.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    internal List<VehicleChange> Changes { get; } = [];

    internal List<RunNotice> Notices { get; } = [];

    internal List<PhaseProgress> Progress { get; } = [];

    /// <summary>Called when a change has ended.</summary>
    internal Action? OnEnded { get; set; }

    public void Planned(VehicleChange change) => Changes.Add(change);

    public void Started(Guid runId, int changes)
    {
    }

    public void Ended(SyncResult result) => OnEnded?.Invoke();

    public void Advance(PhaseProgress progress) => Progress.Add(progress);

    public void Notify(RunNotice notice) => Notices.Add(notice);
}
