using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Sandbox;

/// <summary>The settings of a sandbox. Without settings it causes no faults.</summary>
internal sealed record SandboxOptions
{
    /// <summary>The port on loopback. 0 means any free port.</summary>
    public int Port { get; init; }

    /// <summary>The time that each call takes, including calls for tokens. It is kept to a fraction of a millisecond.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long a token is valid. The API's contract says just under twelve hours.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(43199);

    /// <summary>The OAuth client id. Null means a random one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The OAuth client secret. Null means a random one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The most calls per second, not counting calls for tokens. Further calls are answered 429. 0 means no limit.</summary>
    public int RateLimit { get; init; }

    /// <summary>Whether a PUT brings a deleted car back instead of answering 404. The contract does not say.</summary>
    public bool PutRevives { get; init; }

    /// <summary>How often a vehicle check says <c>Processing</c> before it is done.</summary>
    public int CheckPolls { get; init; } = 2;

    /// <summary>The faults, in order. The first fault that fits a request strikes.</summary>
    public ImmutableArray<SandboxFault> Faults { get; init; } = [];

    /// <summary>The seed for faults with a chance. The same seed gives the same faults in each run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The largest body of a request, in bytes.</summary>
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
