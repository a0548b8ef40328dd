using IzzyPS.Output;
using IzzyPS.Runs;

namespace IzzyPS.Pipeline;

/// <summary>Hands what a run says to the pipeline thread.</summary>
internal sealed class RunObserver(Outbox outbox, ProgressLine progress) : IRunObserver
{
    private int _changes;
    private int _ended;

    public void Started(Guid runId, int changes)
    {
        _changes = changes;
        outbox.Post(command => command.WriteVerbose($"run {runId:N} has {changes} changes to carry out"));
    }

    public void Ended(SyncResult result)
    {
        outbox.Post(command => command.WriteObject(result));
        if (progress.Update(++_ended, _changes, "vehicles") is { } record)
            outbox.Post(command => command.WriteProgress(record));
    }

    public void Say(RunMessageLevel level, string message) =>
        outbox.Post(level == RunMessageLevel.Warning ? command => command.WriteWarning(Outgoing.Line(message)) : command => command.WriteVerbose(Outgoing.Line(message)));
}
