namespace IzzyPS;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>The run is under way, or it was killed.</summary>
    Running = 1,

    /// <summary>Every operation got its answer.</summary>
    Finished,

    /// <summary>The run was stopped before all its operations were sent, for example by the operator.</summary>
    Stopped,

    /// <summary>An error ended the run.</summary>
    Failed,
}
