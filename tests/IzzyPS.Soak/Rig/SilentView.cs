using IzzyPS.Execution;
using IzzyPS.Tool.Output;

namespace IzzyPS.Soak;

/// <summary>Watches a run and says nothing.</summary>
internal sealed class SilentView : ISyncView
{
    public void Reading(int rows)
    {
    }

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
