using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Sandbox;

/// <summary>How the stand-in behaves. All faults are off unless asked for.</summary>
internal sealed record SandboxOptions
{
    /// <summary>The port on loopback; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>How long each call takes, the token endpoint's too; kept to a fraction of a millisecond.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long a token is good. The contract's own value is just under twelve hours.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(43199);

    /// <summary>The OAuth client id; null for a fresh one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The OAuth client secret; null for a fresh one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Calls a second that are served, the token endpoint's not counted; the rest get 429. 0 for no limit.</summary>
    public int RateLimit { get; init; }

    /// <summary>Whether a PUT brings a deleted car back instead of answering 404. The contract does not say.</summary>
    public bool PutRevives { get; init; }

    /// <summary>How often a vehicle check says <c>Processing</c> before it is done.</summary>
    public int CheckPolls { get; init; } = 2;

    /// <summary>What goes wrong, and when.</summary>
    public ImmutableArray<SandboxFault> Faults { get; init; } = [];

    /// <summary>Makes the chances of the faults the same in each run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The most bytes of a request's body.</summary>
    public int MaxBodyBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>The settings that differ from the defaults, one text for each.</summary>
    internal IEnumerable<string> DescribeSettings()
    {
        var defaults = new SandboxOptions();
        if (Latency != defaults.Latency)
            yield return $"latency {FaultTime.Write(Latency)}";
        if (RateLimit != defaults.RateLimit)
            yield return string.Create(CultureInfo.InvariantCulture, $"rate limit {RateLimit}/s");
        if (TokenLifetime != defaults.TokenLifetime)
            yield return $"tokens last {FaultTime.Write(TokenLifetime)}";
        if (PutRevives)
            yield return "PUT revives";
        if (Seed != defaults.Seed)
            yield return string.Create(CultureInfo.InvariantCulture, $"seed {Seed}");
        foreach (var fault in Faults)
            yield return fault.ToString();
    }

    /// <summary>The settings that differ from the defaults, without the secret.</summary>
    public override string ToString() => string.Join("; ", DescribeSettings());
}
