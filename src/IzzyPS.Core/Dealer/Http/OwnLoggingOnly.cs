using Microsoft.Extensions.Http;
using Microsoft.Extensions.Http.Logging;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Takes the factory's own logging off the clients of dealer connections: <see cref="RequestTrace"/> logs their requests, and masks secrets.
/// It must be the first filter of a container: the first one has the last word.
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
