using IzzyPS.Dealer;
using IzzyPS.Dealer.Http.Clients;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IzzyPS.Connections;

/// <summary>Registers the services of IzzyPS in a container. The module, the tool and a service use it.</summary>
internal static class IzzyServices
{
    private static readonly Lazy<ServiceProvider> Own = new(() => new ServiceCollection().AddIzzyPS().BuildServiceProvider());

    /// <summary>The services of a process without its own container: PowerShell with the module, and the tool.</summary>
    internal static IServiceProvider Default => Own.Value;

    /// <summary>Adds the services of dealer connections.</summary>
    internal static IServiceCollection AddIzzyPS(this IServiceCollection services)
    {
        services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, OwnLoggingOnly>());
        _ = services.AddHttpClient();
        _ = services.AddSingleton<HttpClientSetups>();
        _ = services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(provider => provider.GetRequiredService<HttpClientSetups>());
        return services.AddSingleton<DealerHttp>();
    }

    /// <summary>Creates a client of an account with the services of a container.</summary>
    /// <param name="services">The container.</param>
    /// <param name="options">The account, its secret and the limits.</param>
    /// <param name="clock">The clock, also for waits and timeouts.</param>
    /// <param name="logger">Gets a line for each request. No line holds a secret.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal static DealerClient CreateClient(this IServiceProvider services, DealerOptions options, TimeProvider clock, ILogger? logger = null) =>
        new(options, services.GetRequiredService<DealerHttp>, clock, logger);

    /// <summary>Creates a client of an account with the services of this process. The services are created with the first request.</summary>
    /// <inheritdoc cref="CreateClient(IServiceProvider, DealerOptions, TimeProvider, ILogger)"/>
    internal static DealerClient CreateClient(DealerOptions options, TimeProvider clock, ILogger? logger = null) =>
        new(options, () => Default.GetRequiredService<DealerHttp>(), clock, logger);
}
