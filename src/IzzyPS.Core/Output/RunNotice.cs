
namespace IzzyPS.Output;

/// <summary>A message of a run while the run goes on.</summary>
/// <param name="Code">The subject of the notice.</param>
/// <param name="Severity">The severity of the notice.</param>
/// <param name="RunId">The id of the run; null before the run has an id.</param>
/// <param name="Vehicle">The key of the vehicle that the notice is about; null when the notice is not about a single vehicle.</param>
/// <param name="Message">The message, in English. The message names neither the run nor the vehicle.</param>
internal sealed record RunNotice(NoticeCode Code, RunMessageLevel Severity, Guid? RunId, string? Vehicle, string Message)
{
    /// <summary>Run, vehicle and message in one line, so that one vehicle can be followed through a log.</summary>
    public override string ToString() =>
        $"{(RunId is { } run ? $"run {run:N} " : string.Empty)}{(Vehicle is null ? string.Empty : $"{Vehicle}: ")}{Message}";
}
