namespace IzzyPS.Soak;

/// <summary>The result of one scenario.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="Done">What was done, with its size.</param>
/// <param name="Figures">What was counted.</param>
/// <param name="Violations">The promises that were broken, one sentence each; empty where all held.</param>
internal sealed record SoakResult(string Scenario, string Done, string Figures, IReadOnlyList<string> Violations)
{
    internal bool Held => Violations.Count == 0;

    /// <summary>The verdict and, where something broke, what.</summary>
    internal string Verdict => Held ? "held" : $"BROKEN: {string.Join(' ', Violations)}";
}
