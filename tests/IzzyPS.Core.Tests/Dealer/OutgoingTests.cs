using System.Net;
using System.Text;
using System.Text.Json;
using IzzyPS.Output;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>One mask for all text that leaves the process: known secrets in every form, and the shapes of secrets.</summary>
public sealed class OutgoingTests
{
    private const string Secret = "Pl4nted pass/w0rd+\"ż";

    [Theory]
    [InlineData("proxy http://anna:HIDDEN@proxy.example.test:3128/ failed")]
    [InlineData("proxy 'http://anna:HIDDEN@proxy.example.test:3128/' failed")]
    [InlineData("http://anna:HIDDEN/with/slash@proxy.example.test/")]
    [InlineData("http://anna:HIDDEN@with@at@proxy.example.test/")]
    [InlineData("http://HIDDEN@proxy.example.test/")]
    [InlineData("postgres://izzy:HIDDEN@127.0.0.1:5432/izzy")]
    [InlineData("\"http:\\/\\/anna:HIDDEN@proxy\\/\"")]
    [InlineData("Host=db;Username=izzy;Password=HIDDEN;Timeout=5")]
    [InlineData("host=db password='HIDDEN word' user=izzy")]
    [InlineData("Pwd = \"HIDDEN;HIDDEN\"")]
    [InlineData("client_id=a&client_secret=HIDDEN&grant_type=x")]
    [InlineData("Authorization: Bearer HIDDEN.abc")]
    [InlineData("Proxy-Authorization: Basic SElEREVOHIDDEN=")]
    [InlineData("it sent bearer HIDDEN0123456789")]
    [InlineData("{\"access_token\":\"HIDDEN\\\"HIDDEN\",\"x\":1}")]
    [InlineData("quoted {\\\"client_secret\\\": \\\"HIDDEN\\\"}")]
    public void A_text_of_the_shape_of_a_secret_is_masked(string text)
    {
        var clean = Outgoing.Line(text);

        Assert.DoesNotContain("HIDDEN", clean, StringComparison.Ordinal);
        Assert.Contains("***", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right would be postgres://user:password@host:5432/database")]
    [InlineData("The ledger 'postgres://127.0.0.1:5432/izzy' can't be used.")]
    [InlineData("http://127.0.0.1:5000/external/cars/a@b answered 404")]
    [InlineData("IZZYLEASE_CLIENT_SECRET is not set; a password is better in PGPASSWORD or ~/.pgpass.")]
    [InlineData("basic rules of the bearer are in the manual")]
    [InlineData("Żółć, 109 900 zł → 98 500 zł (−11 400); anna@example.test")]
    public void A_text_without_a_secret_stays_as_it_is(string text) => Assert.Equal(text, Outgoing.Line(text));

    [Fact]
    public void A_known_secret_is_masked_in_each_form()
    {
        Secrets.Know("anna", Secret);
        string[] forms =
        [
            Secret, Secret.ToUpperInvariant(), Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), WebUtility.HtmlEncode(Secret), JsonSerializer.Serialize(Secret)[1..^1],
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{Secret}")),
        ];

        Assert.All(forms, form => Assert.Equal("it says *** here", Outgoing.Line($"it says {form} here")));
    }

    [Fact]
    public void Nothing_turns_a_terminal_or_a_line_around()
    {
        var text = "a\u001B[2Jb\u009Bc\u202Ed\r\ne\u0000f\u200Bg\u2028h\uDB40\uDC41i\u061Cj\u0007k\u2066l";

        var clean = Outgoing.Line(text);

        Assert.Equal("a␛[2Jb�c�d␍␊e␀f�g�h��i�j␇k�l", clean);
        Assert.DoesNotContain(clean, char.IsControl);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("://")]
    [InlineData("password=")]
    [InlineData("\"password\":\"")]
    [InlineData("://a:")]
    [InlineData("bearer ")]
    public void A_text_made_to_be_slow_is_masked_in_time(string part)
    {
        var mask = new SecretMask("client", "planted-client-secret");
        var text = string.Concat(Enumerable.Repeat(part, 300_000 / part.Length));

        var started = TimeProvider.System.GetTimestamp();
        Assert.True(mask.Clean(text).Length <= SecretMask.MostShown);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_secret_that_a_long_answer_is_cut_within_is_not_shown_in_part()
    {
        var mask = new SecretMask("client", "planted-client-secret");

        Assert.DoesNotContain("planted", mask.Clean(new string(' ', 64 * 1024 - 10) + "planted-client-secret"), StringComparison.Ordinal);
    }
}
