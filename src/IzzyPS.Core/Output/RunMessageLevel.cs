namespace IzzyPS.Output;

/// <summary>How serious a notice is.</summary>
internal enum RunMessageLevel
{
    /// <summary>For following one vehicle through.</summary>
    Verbose = 1,

    /// <summary>Something that an operator should know.</summary>
    Warning,
}
