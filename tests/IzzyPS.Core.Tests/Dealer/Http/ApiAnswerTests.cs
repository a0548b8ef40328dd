using System.Text;
using IzzyPS.Connections;
using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Operations;
using IzzyPS.Sandbox.Http;
using Xunit;

namespace IzzyPS.Tests.Dealer.Http;

/// <summary>An answer counts only if the API itself could have given it. Source: SAFETY.md, "The life of an operation".</summary>
public sealed class ApiAnswerTests
{
    private const string Page = "<!DOCTYPE html><html><body>Please log in</body></html>";
    private const string Problem = """{"type":"about:blank","title":"Not Found","status":404}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int, string?, string> OfTheApi => new()
    {
        { 200, null, "" }, { 204, null, "" }, { 204, "text/html; charset=utf-8", "" }, { 202, "application/json", "" },
        { 200, "application/json", "{}" }, { 200, "application/json;charset=UTF-8", """{"id":"1","vin":"X"}""" }, { 200, "application/json", "null" },
        { 200, "application/json", "OK" }, { 200, "APPLICATION/JSON", """{"description":"<b>nice</b>"}""" }, { 200, "application/hal+json", "{}" },
        { 200, "text/plain;charset=UTF-8", "OK" }, { 200, "text/plain", "Car updated\r\n" }, { 200, null, "{}" }, { 200, null, "\r\n" },
        { 404, null, "" }, { 404, "application/json", """{"error":"unknown car"}""" }, { 404, "application/problem+json", Problem }, { 410, "application/json", "" },
        { 404, "text/plain", """{"error":"unknown car"}""" }, { 404, "text/plain", "" },
        { 400, "application/json", "{}" }, { 400, "text/plain", "vin is missing\nand more" }, { 401, null, "" }, { 409, "application/json", "{}" }, { 422, null, "{}" },
    };

    public static TheoryData<int, string?, string> OfOthers => new()
    {
        { 200, "text/html", Page }, { 200, "text/html", "" }, { 201, "TEXT/HTML; charset=utf-8", Page }, { 200, "application/xhtml+xml", Page },
        { 200, "application/xml", "<ok/>" }, { 200, "text/xml", "" }, { 200, "application/json", Page }, { 200, "text/plain", Page }, { 200, null, Page },
        { 200, null, "\uFEFF \r\n" + Page }, { 200, "application/json", "Moved. <a href=\"/login\">Log in</a>" }, { 200, "application/json", "{\"a\":1}<script>" },
        { 200, "text/plain", "two\nlines" }, { 200, "image/png", "x" }, { 200, "application/octet-stream", "" }, { 200, "no type", "" },
        { 404, "text/html", Page }, { 404, "text/html", "" }, { 404, "text/plain", "404 page not found" }, { 404, "text/plain", "404" }, { 404, null, "default backend - 404" },
        { 410, "text/html", Page }, { 403, "text/html", Page }, { 401, "text/html", Page }, { 400, "text/html", Page },
        { 301, null, "" }, { 302, "application/json", "{}" }, { 303, "text/html", Page }, { 307, null, "" }, { 304, null, "" },
    };

    [Theory]
    [MemberData(nameof(OfTheApi))]
    public void Answer_that_the_api_could_have_given_is_taken(int status, string? type, string body) =>
        Assert.Null(FaultOf(status, type, Encoding.UTF8.GetBytes(body)));

    [Theory]
    [MemberData(nameof(OfOthers))]
    public void Answer_of_a_proxy_or_portal_is_named_with_its_status_and_type(int status, string? type, string body)
    {
        var fault = FaultOf(status, type, Encoding.UTF8.GetBytes(body));
        Assert.Contains($"answered {status}", fault, StringComparison.Ordinal);
        if (status is not (>= 300 and < 400) && type is not (null or "no type"))
            Assert.Contains(type.Split(';')[0].ToLowerInvariant(), fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Outage_status_from_api_or_proxy_counts_as_an_outage(int status) => Assert.Null(FaultOf(status, "text/html", Encoding.UTF8.GetBytes(Page)));

    [Fact]
    public void Page_in_utf_16_is_recognised_whatever_its_type() =>
        Assert.NotNull(FaultOf(200, "application/json", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Page)]));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("text/html", false)]
    [InlineData(null, false)]
    public void Body_that_was_not_read_is_judged_by_its_type(string? type, bool isTaken) =>
        Assert.Equal(isTaken, FaultOf(200, type, [], isRead: false) is null);

    [Fact]
    public void Html_report_that_was_requested_is_accepted_but_an_html_refusal_is_not()
    {
        Assert.Null(FaultOf(200, "text/html", Encoding.UTF8.GetBytes(Page), accepted: "text/html"));
        Assert.NotNull(FaultOf(404, "text/html", Encoding.UTF8.GetBytes(Page), accepted: "text/html"));
        Assert.NotNull(FaultOf(200, "text/html", Encoding.UTF8.GetBytes(Page), accepted: "application/pdf"));
    }

    [Theory]
    [MemberData(nameof(OfOthers))]
    public async Task Answer_of_a_proxy_or_portal_leaves_the_request_unconfirmed(int status, string? type, string body)
    {
        var requests = 0;
        await using var server = new StubServer((_, _) =>
        {
            _ = Interlocked.Increment(ref requests);
            return Given(status, type, body);
        });
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        Answer[] answers =
        [
            await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop),
            await client.UpdateCarAsync("1", DealerRig.CreateCar(), Stop),
            await client.CloseCarAsync("1", CloseReason.Sold, Stop),
        ];
        Assert.All(answers, answer => Assert.Equal((AnswerKind.Unknown, true, status), (answer.Kind, answer.IsForeign, answer.Status)));
        Assert.Equal(1, answers[0].Attempts); // A create least of all: who answered 401 may have passed it on.
        Assert.Equal(status == 401 ? 5 : 3, requests);
    }

    [Fact]
    public async Task Web_page_instead_of_a_token_is_reported_as_a_web_page()
    {
        foreach (var status in (int[])[200, 302, 401, 403, 404])
        {
            await using var server = new StubServer((_, _) => HttpAnswer.NoContent, _ => Given(status, "text/html", Page));
            using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
            var exception = await Assert.ThrowsAsync<DealerException>(() => client.AuthenticateAsync(Stop));
            Assert.Contains("this is not the API's token endpoint", exception.Message, StringComparison.Ordinal);
            Assert.Contains($"answered {status}", exception.Message, StringComparison.Ordinal);
            Assert.Equal(status, exception.Status);
        }
    }

    private static string? FaultOf(int status, string? type, byte[] body, bool isRead = true, string? accepted = null)
    {
        using var content = new ByteArrayContent(body);
        if (type is not null)
            _ = content.Headers.TryAddWithoutValidation("Content-Type", type);
        return ApiAnswer.FindFault(status, content.Headers, body, isRead, accepted);
    }

    private static HttpAnswer Given(int status, string? type, string body) => new(
        status,
        Encoding.UTF8.GetBytes(body),
        type ?? string.Empty,
        Headers: body.Length == 0 && type is not null ? $"Content-Type: {type}\r\n" : string.Empty);
}
