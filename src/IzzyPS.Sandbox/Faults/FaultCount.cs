namespace IzzyPS.Sandbox.Faults;

/// <summary>A fault, and how often it has struck.</summary>
internal readonly record struct FaultCount(SandboxFault Fault, int Struck);
