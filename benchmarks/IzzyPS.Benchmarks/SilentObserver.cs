using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS.Benchmarks;

internal sealed class SilentObserver : IRunObserver
{
    public static SilentObserver Instance { get; } = new();

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
