namespace IzzyPS.Sandbox.Faults;

/// <summary>One word of a fault's text: <c>drop</c>, or <c>times=3</c> with its name and value.</summary>
/// <param name="Text">The word as it was typed.</param>
/// <param name="Name">The text before the <c>=</c>, in lower case. Null for a word without <c>=</c>.</param>
/// <param name="Value">The text after the <c>=</c>, without quotes.</param>
internal readonly record struct FaultToken(string Text, string? Name, string? Value);
