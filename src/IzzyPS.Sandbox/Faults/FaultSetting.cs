namespace IzzyPS.Sandbox.Faults;

/// <summary>A setting of a fault's text: its name, its form, and its meaning.</summary>
internal sealed record FaultSetting(string Name, string Form, string Meaning);
