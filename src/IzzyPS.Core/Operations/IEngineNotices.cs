namespace IzzyPS.Operations;

/// <summary>Receives the engine's messages about a run.</summary>
internal interface IEngineNotices
{
    /// <summary>Reports something that an operator should know.</summary>
    void Warn(string message);

    /// <summary>Reports something that an operator should know about one subject.</summary>
    void Warn(Subject subject, string message);

    /// <summary>Reports a step of the run, for a reader who follows the run in detail.</summary>
    void Trace(string message);

    /// <summary>Reports a step about one subject.</summary>
    void Trace(Subject subject, string message);
}
