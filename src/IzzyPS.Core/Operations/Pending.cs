using IzzyPS.Sync;

namespace IzzyPS.Operations;

/// <summary>A dispatch and its operation, on the way.</summary>
internal sealed class Pending(Dispatch dispatch, Operation operation)
{
    internal Dispatch Dispatch { get; } = dispatch;

    internal Operation Operation { get; set; } = operation;

    /// <summary>Whether a sender took it: from then on it has an answer of its own.</summary>
    internal bool WasTaken { get; set; }

    /// <summary>The breaker's round when it was sent.</summary>
    internal int Round { get; set; }
}
