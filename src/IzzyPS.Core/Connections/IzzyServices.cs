using IzzyPS.Dealer;
using IzzyPS.Dealer.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace IzzyPS.Connections;

/// <summary>What a host registers to use IzzyPS: the module, the tool, and a service.</summary>
internal static class IzzyServices
{
    private static readonly Lazy<ServiceProvider> Own = new(() => new ServiceCollection().AddIzzyPS().BuildServiceProvider());

    /// <summary>The services of a process that has no container of its own: PowerShell with the module, and the tool.</summary>
    internal static IServiceProvider Default => Own.Value;

    /// <summary>Adds what dealer connections need.</summary>
    internal static IServiceCollection AddIzzyPS(this IServiceCollection services)
    {
        services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, OwnLoggingOnly>());
        _ = services.AddHttpClient();
        _ = services.AddSingleton<DealerHttpPipelines>();
        _ = services.AddSingleton<IConfigureOptions<HttpClientFactoryOptions>>(provider => provider.GetRequiredService<DealerHttpPipelines>());
        return services.AddSingleton<DealerHttp>();
    }

    /// <summary>Makes a client of an account with the services of a container.</summary>
    /// <param name="services">The container.</param>
    /// <param name="options">The account, its secret and the limits.</param>
    /// <param name="clock">The time, of waits and timeouts too.</param>
    /// <param name="logger">Gets a line for each request; never a secret.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    internal static DealerClient CreateClient(this IServiceProvider services, DealerOptions options, TimeProvider clock, ILogger? logger = null) =>
        new(options, services.GetRequiredService<DealerHttp>, clock, logger);

    /// <summary>Makes a client of an account with the services of this process, which are made with the first request.</summary>
    /// <inheritdoc cref="CreateClient(IServiceProvider, DealerOptions, TimeProvider, ILogger)"/>
    internal static DealerClient CreateClient(DealerOptions options, TimeProvider clock, ILogger? logger = null) =>
        new(options, () => Default.GetRequiredService<DealerHttp>(), clock, logger);
}
