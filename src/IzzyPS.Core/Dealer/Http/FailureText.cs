using System.Globalization;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace IzzyPS.Dealer.Http;

/// <summary>Says in one sentence why no answer could be read.</summary>
internal static class FailureText
{
    /// <summary>How the sentence begins where the server took too long.</summary>
    internal const string NoAnswer = "No answer within";

    internal static string Create(Exception exception, DealerOptions options) => exception switch
    {
        TimeoutRejectedException => string.Create(CultureInfo.InvariantCulture, $"{NoAnswer} {options.Timeout.TotalSeconds:0.###} s."),
        BrokenCircuitException => "The server failed too often in a row; sending pauses.",
        OperationCanceledException => "Cancelled.",
        HttpRequestException http => OfHttp(http),
        _ => exception.Message,
    };

    /// <summary>Whether the server's certificate was refused: sending again changes nothing.</summary>
    internal static bool IsBadCertificate(Exception exception) => exception is HttpRequestException { InnerException: AuthenticationException };

    private static string OfHttp(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"The server's name was not found: {exception.Message}",
        HttpRequestError.ConnectionError => $"Could not connect: {Innermost(exception)}",
        HttpRequestError.SecureConnectionError => $"TLS failed: {Innermost(exception)}",
        HttpRequestError.ConfigurationLimitExceeded => $"The answer is larger than is read: {exception.Message}",
        HttpRequestError.ResponseEnded => "The connection closed before the answer was complete.",
        HttpRequestError.InvalidResponse => $"The answer is not HTTP as it should be: {exception.Message}",
        _ => $"The connection broke: {Innermost(exception)}",
    };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
