using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Logging;

namespace IzzyPS.Dealer.Http.Clients;

/// <summary>
/// Removes the factory's own logging from the clients of dealer connections, because <see cref="RequestTrace"/> logs their requests and
/// masks secrets. This filter must be the first of a container: the first filter is the last to change the handlers.
/// </summary>
internal sealed class OwnLoggingOnly : IHttpMessageHandlerBuilderFilter
{
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        if (builder.Name?.StartsWith(DealerHttp.NamePrefix, StringComparison.Ordinal) != true)
            return;
        foreach (var logging in builder.AdditionalHandlers.Where(handler => handler is LoggingHttpMessageHandler or LoggingScopeHttpMessageHandler).ToList())
            _ = builder.AdditionalHandlers.Remove(logging);
    };
}
