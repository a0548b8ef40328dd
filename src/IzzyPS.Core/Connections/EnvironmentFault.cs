namespace IzzyPS.Connections;

/// <summary>A fault of one environment variable.</summary>
/// <param name="Variable">The name of the variable.</param>
/// <param name="Fault">What is wrong and what would be right.</param>
internal sealed record EnvironmentFault(string Variable, string Fault);
