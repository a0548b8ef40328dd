namespace IzzyPS.Operations;

/// <summary>What an answer says about the request, after all retries that the protocol allows.</summary>
internal enum AnswerKind
{
    /// <summary>The server did what the request asks: 2xx, and for a create a readable id.</summary>
    Acknowledged = 1,

    /// <summary>The server does not have the listing: 404 or 410 to an idempotent request.</summary>
    Gone,

    /// <summary>
    /// The server refused the request and did nothing: another 4xx, but not 401, 408 or 429. A create that is answered 404 or 410 is refused, too.
    /// </summary>
    Rejected,

    /// <summary>The account is refused: no token, or 401 with a new token. The server did nothing, and no other request will succeed.</summary>
    Unauthorized,

    /// <summary>
    /// The server provably did nothing, so the request may be sent again later: no connection, no body begun, 429 until the retries ended (503
    /// too, where the account's settings call it a refusal), no token for now, an open circuit, or a stop before the request.
    /// </summary>
    NotSent,

    /// <summary>
    /// Nobody knows what the server did: a timeout, a reset, an unreadable answer, 408, 5xx, or an answer that the API did not give.
    /// </summary>
    Unknown,
}
