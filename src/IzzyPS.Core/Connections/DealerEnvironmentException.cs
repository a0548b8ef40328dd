using System.Collections.Immutable;

namespace IzzyPS.Connections;

/// <summary>The environment variables do not describe an account.</summary>
internal sealed class DealerEnvironmentException(ImmutableArray<EnvironmentFault> faults)
    : Exception(string.Join(' ', faults.Select(fault => $"{fault.Variable} {fault.Fault}")))
{
    internal ImmutableArray<EnvironmentFault> Faults { get; } = faults;
}
