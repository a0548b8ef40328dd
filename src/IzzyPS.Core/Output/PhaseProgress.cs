using System.Runtime.InteropServices;

namespace IzzyPS.Output;

/// <summary>How far a run is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">The rows that were read, or the changes that have ended.</param>
/// <param name="Total">How many there are in all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PhaseProgress(RunPhase Phase, long Done, long Total);
