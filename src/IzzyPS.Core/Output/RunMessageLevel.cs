namespace IzzyPS.Output;

/// <summary>The severity of a notice.</summary>
internal enum RunMessageLevel
{
    /// <summary>A detail, for example to follow one vehicle through a log.</summary>
    Verbose = 1,

    /// <summary>Something that an operator should know.</summary>
    Warning,
}
