using IzzyPS.Operations;

namespace IzzyPS.Dealer.Http;

/// <summary>How one request ended, as the figures count it. What may be concluded from an answer is another matter: <see cref="AnswerKind"/>.</summary>
internal enum RequestOutcome
{
    /// <summary>The API answered 2xx.</summary>
    Acknowledged = 1,

    /// <summary>The API refused the request.</summary>
    Refused,

    /// <summary>The API answered 429.</summary>
    Throttled,

    /// <summary>The API answered 408 or 5xx.</summary>
    Failed,

    /// <summary>What answered can't be the API.</summary>
    Foreign,

    /// <summary>The body was begun, and no answer was read.</summary>
    Unanswered,

    /// <summary>The body was not begun.</summary>
    NotSent,
}
