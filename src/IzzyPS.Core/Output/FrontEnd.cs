namespace IzzyPS.Output;

/// <summary>The program that a user has before him.</summary>
internal enum FrontEnd
{
    /// <summary>The cmdlets.</summary>
    PowerShell = 1,

    /// <summary>The tool <c>izzy</c>.</summary>
    Tool,
}
