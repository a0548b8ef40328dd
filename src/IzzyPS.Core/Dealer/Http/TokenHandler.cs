using System.Net;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Puts the token on each request; on a 401 asks for a new one and sends once more. A create is not sent again after a 401 that is not
/// the API's: whoever answered in its place may have passed the create on.
/// </summary>
internal sealed class TokenHandler(TokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Without a token nothing is sent: a run that is stopped does not wait for one.
        var stop = (request as DealerRequest)?.Context?.Stop ?? CancellationToken.None;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        var token = await tokens.GetAsync(refused: null, either.Token).ConfigureAwait(false);
        request.Headers.Authorization = token.Header;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || request is DealerRequest { IsIdempotent: false, Foreign: not null })
            return response;

        response.Dispose();
        token = await tokens.GetAsync(refused: token, either.Token).ConfigureAwait(false);
        request.Headers.Authorization = token.Header;
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
