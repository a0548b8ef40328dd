using System.Globalization;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace IzzyPS.Dealer.Http.Clients;

/// <summary>Makes the HTTP clients of dealer connections. It uses the factory of the service collection and gives each client its own name and handlers.</summary>
/// <param name="factory">The factory of the service collection.</param>
/// <param name="setups">Tells the factory the settings and the handlers of each name.</param>
/// <param name="cache">The factory's cache of options, by name.</param>
internal sealed class DealerHttp(IHttpClientFactory factory, HttpClientSetups setups, IOptionsMonitorCache<HttpClientFactoryOptions> cache)
{
    /// <summary>The first part of the name of every client.</summary>
    internal const string NamePrefix = "IzzyPS.";

    private int _number;

    /// <summary>Makes a client.</summary>
    /// <param name="purpose">The purpose of the client. It becomes a part of the name.</param>
    /// <param name="configure">Sets the client's headers and timeout.</param>
    /// <param name="build">Adds the handlers of the client's requests.</param>
    internal HttpClient CreateClient(string purpose, Action<HttpClient> configure, Action<HttpMessageHandlerBuilder> build)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{NamePrefix}{purpose}.{Interlocked.Increment(ref _number)}");
        setups.Add(name, configure, build);
        try
        {
            return factory.CreateClient(name);
        }
        finally
        {
            // The client keeps its handlers, and the factory makes no second client with this name.
            setups.Remove(name);
            _ = cache.TryRemove(name);
        }
    }
}
