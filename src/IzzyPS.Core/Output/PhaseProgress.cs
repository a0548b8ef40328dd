using System.Runtime.InteropServices;

namespace IzzyPS.Output;

/// <summary>The progress of a run.</summary>
/// <param name="Phase">The current phase.</param>
/// <param name="Done">The number of rows that were read, or of changes that have ended.</param>
/// <param name="Total">The number of all rows or changes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PhaseProgress(RunPhase Phase, long Done, long Total);
