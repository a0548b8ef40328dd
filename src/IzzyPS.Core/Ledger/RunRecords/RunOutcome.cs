namespace IzzyPS;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>The run is under way, or it was killed.</summary>
    Running = 1,

    /// <summary>The run came to its end and left no operation out. Single operations may have failed or be in doubt.</summary>
    Finished,

    /// <summary>The run ended before all its operations were sent: an operator stopped it, or too many creates were in doubt.</summary>
    Stopped,

    /// <summary>An error ended the run.</summary>
    Failed,
}
