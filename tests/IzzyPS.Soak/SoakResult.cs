namespace IzzyPS.Soak;

/// <summary>The result of one scenario.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Done">What was done, and how often.</param>
/// <param name="Figures">What was counted.</param>
/// <param name="Violations">The broken promises, one sentence each. Empty when all promises were kept.</param>
internal sealed record SoakResult(string Scenario, string Done, string Figures, IReadOnlyList<string> Violations)
{
    internal bool Held => Violations.Count == 0;

    /// <summary>The verdict, with the broken promises.</summary>
    internal string Verdict => Held ? "held" : $"BROKEN: {string.Join(' ', Violations)}";
}
