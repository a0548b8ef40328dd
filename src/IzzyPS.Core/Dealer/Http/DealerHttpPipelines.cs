using System.Collections.Concurrent;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace IzzyPS.Dealer.Http;

/// <summary>Configures the factory with the handlers of the clients that <see cref="DealerHttp"/> makes.</summary>
internal sealed class DealerHttpPipelines : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    /// <summary>After this time the factory may drop handlers that no client uses any more.</summary>
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
