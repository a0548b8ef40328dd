using System.Globalization;
using System.Security.Authentication;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace IzzyPS.Dealer.Http.Answers;

/// <summary>Describes in one sentence why no answer could be read.</summary>
internal static class FailureText
{
    /// <summary>The start of the sentence when the server took too long.</summary>
    internal const string NoAnswer = "No answer within";

    internal static string Create(Exception exception, DealerOptions options) => exception switch
    {
        TimeoutRejectedException => string.Create(CultureInfo.InvariantCulture, $"{NoAnswer} {options.Timeout.TotalSeconds:0.###} s."),
        BrokenCircuitException => "The server failed too often in a row; sending pauses.",
        OperationCanceledException => "Cancelled.",
        HttpRequestException http => DescribeHttp(http),
        _ => exception.Message,
    };

    /// <summary>Whether the server's certificate was refused. A retry would fail in the same way.</summary>
    internal static bool IsBadCertificate(Exception exception) => exception is HttpRequestException { InnerException: AuthenticationException };

    private static string DescribeHttp(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => $"The server's name was not found: {exception.Message}",
        HttpRequestError.ConnectionError => $"Could not connect: {GetInnermostMessage(exception)}",
        HttpRequestError.SecureConnectionError => $"TLS failed: {GetInnermostMessage(exception)}",
        HttpRequestError.ConfigurationLimitExceeded => $"The answer is larger than the limit: {exception.Message}",
        HttpRequestError.ResponseEnded => "The connection closed before the answer was complete.",
        HttpRequestError.InvalidResponse => $"The answer can't be read: {exception.Message}",
        _ => $"The connection broke: {GetInnermostMessage(exception)}",
    };

    private static string GetInnermostMessage(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
