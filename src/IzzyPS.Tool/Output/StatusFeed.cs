namespace IzzyPS.Tool.Output;

/// <summary>One feed.</summary>
/// <param name="Name">The name of the feed.</param>
/// <param name="Active">The number of its active listings.</param>
/// <param name="MustReestablish">Whether nothing is closed until a run over the feed's stock has ended.</param>
/// <param name="LastRun">The last run over the feed's stock. Without such a run, the feed's last run.</param>
internal sealed record StatusFeed(string Name, int Active, bool MustReestablish, StatusRun? LastRun);
