
namespace IzzyPS.Output;

/// <summary>Something that a run says while it goes on.</summary>
/// <param name="Code">What the notice is about.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="RunId">The run; null before a run has an id.</param>
/// <param name="Vehicle">The key of the vehicle that the notice is about; null where it is about no single one.</param>
/// <param name="Message">The message, in English. It names neither the run nor the vehicle.</param>
internal sealed record RunNotice(NoticeCode Code, RunMessageLevel Severity, Guid? RunId, string? Vehicle, string Message)
{
    /// <summary>Run, vehicle and message in one line, so that one vehicle can be followed through a log.</summary>
    public override string ToString() =>
        $"{(RunId is { } run ? $"run {run:N} " : string.Empty)}{(Vehicle is null ? string.Empty : $"{Vehicle}: ")}{Message}";
}
