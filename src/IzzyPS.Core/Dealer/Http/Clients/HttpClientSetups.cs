using System.Collections.Concurrent;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace IzzyPS.Dealer.Http.Clients;

/// <summary>Tells the factory the settings and the handlers of the clients that <see cref="DealerHttp"/> makes.</summary>
internal sealed class HttpClientSetups : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    /// <summary>After this time the factory may drop handlers that no client uses any more.</summary>
    private static readonly TimeSpan HandlerLifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, ClientSetup> _setups = new(StringComparer.Ordinal);

    internal void Add(string name, Action<HttpClient> configure, Action<HttpMessageHandlerBuilder> build) => _setups[name] = new ClientSetup(configure, build);

    internal void Remove(string name) => _setups.TryRemove(name, out _);

    public void Configure(HttpClientFactoryOptions options)
    {
    }

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        if (name is null || !_setups.TryGetValue(name, out var setup))
            return;
        options.HttpClientActions.Add(setup.Configure);
        options.HttpMessageHandlerBuilderActions.Add(setup.Build);
        options.HandlerLifetime = HandlerLifetime;
        options.SuppressHandlerScope = true;
    }

    private sealed record ClientSetup(Action<HttpClient> Configure, Action<HttpMessageHandlerBuilder> Build);
}
