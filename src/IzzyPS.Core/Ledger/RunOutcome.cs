namespace IzzyPS;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Under way, or killed.</summary>
    Running = 1,

    /// <summary>Every operation got its answer.</summary>
    Finished,

    /// <summary>Stopped by the operator.</summary>
    Stopped,

    /// <summary>Ended by an error.</summary>
    Failed,
}
