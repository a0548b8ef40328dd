namespace IzzyPS.Tool.Output;

/// <summary>One run of a feed.</summary>
internal sealed record StatusRun(Guid Run, string Command, string Outcome, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string User, string Host);
