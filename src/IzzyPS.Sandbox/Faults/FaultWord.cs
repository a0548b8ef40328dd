namespace IzzyPS.Sandbox.Faults;

/// <summary>A word of a fault's text, its value, and its meaning for people.</summary>
internal sealed record FaultWord<T>(string Word, T Value, string Meaning);
