using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace IzzyPS.Dealer.Http;

/// <summary>Makes the HTTP clients of dealer connections with the factory of the service collection. Each client has its own name and handlers.</summary>
/// <param name="factory">The factory of the service collection.</param>
/// <param name="pipelines">Where the factory finds the handlers of a name.</param>
/// <param name="cache">The factory's options by name.</param>
internal sealed class DealerHttp(IHttpClientFactory factory, DealerHttpPipelines pipelines, IOptionsMonitorCache<HttpClientFactoryOptions> cache)
{
    /// <summary>How the names of the clients begin.</summary>
    internal const string NamePrefix = "IzzyPS.";

    private int _number;

    /// <summary>Makes a client.</summary>
    /// <param name="purpose">What it is for, a part of its name.</param>
    /// <param name="configure">Sets the client's headers and times.</param>
    /// <param name="build">Sets the handlers that its requests go through.</param>
    internal HttpClient CreateClient(string purpose, Action<HttpClient> configure, Action<HttpMessageHandlerBuilder> build)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{purpose}.{Interlocked.Increment(ref _number)}");
        pipelines.Add(name, configure, build);
        try
        {
            return factory.CreateClient(name);
        }
        finally
        {
            // The client keeps its handlers; the factory makes no second one by this name.
            pipelines.Remove(name);
            _ = cache.TryRemove(name);
        }
    }
}

/// <summary>Tells the factory which handlers a client gets that <see cref="DealerHttp"/> makes.</summary>
internal sealed class DealerHttpPipelines : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    /// <summary>After this time the factory may drop the handlers that no client uses any more.</summary>
    private static readonly TimeSpan HandlerLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Pipeline> _pipelines = new(StringComparer.Ordinal);

    internal void Add(string name, Action<HttpClient> configure, Action<HttpMessageHandlerBuilder> build) => _pipelines[name] = new Pipeline(configure, build);

    internal void Remove(string name) => _pipelines.TryRemove(name, out _);

    public void Configure(HttpClientFactoryOptions options)
    {
    }

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        if (name is null || !_pipelines.TryGetValue(name, out var pipeline))
            return;
        options.HttpClientActions.Add(pipeline.Configure);
        options.HttpMessageHandlerBuilderActions.Add(pipeline.Build);
        options.HandlerLifetime = HandlerLifetime;
        options.SuppressHandlerScope = true;
    }

    private sealed record Pipeline(Action<HttpClient> Configure, Action<HttpMessageHandlerBuilder> Build);
}
