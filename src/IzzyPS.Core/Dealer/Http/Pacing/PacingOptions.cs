using Polly;

namespace IzzyPS.Dealer.Http.Pacing;

/// <summary>The options of <see cref="PacingStrategy"/>. Polly requires options with a name.</summary>
internal sealed class PacingOptions : ResilienceStrategyOptions
{
    public PacingOptions() => Name = "Pacing";
}
