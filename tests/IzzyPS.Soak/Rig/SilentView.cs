using IzzyPS.Runs;
using IzzyPS.Tool.Output;

namespace IzzyPS.Soak;

/// <summary>Watches a run and says nothing.</summary>
internal sealed class SilentView : ISyncView
{
    /// <summary>Called between the two readings of the files.</summary>
    internal Action? OnReading { get; init; }

    public void Reading(int rows) => OnReading?.Invoke();

    public void Planned(VehicleChange change)
    {
    }

    public void Started(Guid runId, int changes)
    {
    }

    public void Ended(SyncResult result)
    {
    }

    public void Say(RunMessageLevel level, string message)
    {
    }
}
