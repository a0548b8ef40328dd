namespace IzzyPS.Help;

/// <summary>An example: its code, and a sentence about what the code shows.</summary>
internal sealed record Example(string Code, string Explanation);
