using System.Net;

namespace IzzyPS.Dealer.Http.Tokens;

/// <summary>
/// Adds the token to each request. After a 401 it gets a new token and sends the request once more. A create is not sent again when the 401
/// did not come from the API: the gateway that answered may have passed the create on to the API.
/// </summary>
internal sealed class TokenHandler(TokenSource tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // This is the first handler of every API request, so the stop is linked here, once for all waits of the request.
        var ours = (DealerRequest)request;
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(ours.Context?.Stop ?? CancellationToken.None, cancellationToken);
        ours.WaitToken = linked.Token;
        var token = await tokens.GetAsync(refused: null, linked.Token).ConfigureAwait(false);
        request.Headers.Authorization = token.Header;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized || ours is { IsIdempotent: false, Foreign: not null })
            return response;

        response.Dispose();
        token = await tokens.GetAsync(refused: token, linked.Token).ConfigureAwait(false);
        request.Headers.Authorization = token.Header;
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
