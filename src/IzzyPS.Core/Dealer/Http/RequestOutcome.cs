using IzzyPS.Operations;

namespace IzzyPS.Dealer.Http;

/// <summary>How one request ended, for the metrics. <see cref="AnswerKind"/> says what an answer means for an operation.</summary>
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

    /// <summary>The answer can't be the API's.</summary>
    Foreign,

    /// <summary>The sending of the body began, and no answer was read.</summary>
    Unanswered,

    /// <summary>The sending of the body did not begin.</summary>
    NotSent,
}
