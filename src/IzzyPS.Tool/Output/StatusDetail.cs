namespace IzzyPS.Tool.Output;

/// <summary>The details of <see cref="StatusReport"/>: the creates in doubt.</summary>
internal sealed record StatusDetail(IReadOnlyList<StatusDoubt> InDoubt);
