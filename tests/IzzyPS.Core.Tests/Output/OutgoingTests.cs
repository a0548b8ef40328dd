using System.Net;
using System.Text;
using System.Text.Json;
using IzzyPS.Output;
using Xunit;

namespace IzzyPS.Tests.Output;

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
    [InlineData("There is no file '/srv/izzy/postgres:/izzy:HIDDEN@db.example.test/izzy'.")]
    [InlineData("There is no file '/srv/izzy/https:/anna:HIDDEN@example.test/errors.csv'.")]
    [InlineData("'/srv/izzy/izzy:HIDDEN@db.example.test:5432/izzy'")]
    [InlineData("'/srv/izzy/izzy:HIDDEN/with/slash@db.example.test/izzy'")]
    [InlineData("'p:HIDDEN@db.example.com/izzy'")]
    [InlineData("'postgres//izzy:HIDDEN@h:5432/izzy'")]
    [InlineData("'postgres\uFF1A//izzy\uFF1AHIDDEN\uFF20h/izzy'")]
    [InlineData("'postgres:izzy:HIDDEN@127.0.0.1'")]
    [InlineData("'/srv/db.example.com:5432:izzy:izzy:HIDDEN'")]
    public void A_text_of_the_shape_of_a_secret_is_masked(string text)
    {
        var clean = Outgoing.ToLine(text);

        Assert.DoesNotContain("HIDDEN", clean, StringComparison.Ordinal);
        Assert.Contains("***", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("right would be postgres://user:password@host:5432/database")]
    [InlineData("The ledger 'postgres://127.0.0.1:5432/izzy' can't be used.")]
    [InlineData("http://127.0.0.1:5000/external/cars/a@b answered 404")]
    [InlineData("IZZYLEASE_CLIENT_SECRET is not set; a password is better in PGPASSWORD or ~/.pgpass.")]
    [InlineData("2026-11-28T20:15:00Z 20:15: anna@example.test asked; run 1: 3 vehicles")]
    [InlineData("http://127.0.0.1:5000/a and postgres://db.example.test:5432/izzy?sslmode=verify-full; [::1]:5432")]
    [InlineData("'C:\\Users\\anna@example.test\\ledger.db' line 12: price 5:3")]
    [InlineData("basic rules of the bearer are in the manual")]
    [InlineData("Żółć, 109 900 zł → 98 500 zł (−11 400); anna@example.test")]
    public void A_text_without_a_secret_stays_as_it_is(string text) => Assert.Equal(text, Outgoing.ToLine(text));

    [Fact]
    public void A_known_secret_is_masked_in_each_form()
    {
        Secrets.Add("anna", Secret);
        string[] forms =
        [
            Secret, Secret.ToUpperInvariant(), Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), WebUtility.HtmlEncode(Secret), JsonSerializer.Serialize(Secret)[1..^1],
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{Secret}")),
            Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)), BitConverter.ToString(Encoding.UTF8.GetBytes(Secret)).Replace('-', ':'),
            Uri.EscapeDataString(Uri.EscapeDataString(Secret)),
            string.Concat(Encoding.UTF8.GetBytes(Secret).Select(value => $"%{value:x2}")), string.Concat(Encoding.UTF8.GetBytes(Secret).Select(value => $"%25{value:X2}")),
            string.Concat(Secret.Select(value => $"\\u{(int)value:x4}")), string.Concat(Secret.Select(value => $"&#{(int)value};")), string.Concat(Secret.Select(value => $"&#x{(int)value:x};")),
        ];

        Assert.All(forms, form => Assert.Equal("it says *** here", Outgoing.ToLine($"it says {form} here")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("user:")]
    public void A_known_secret_within_a_longer_base64_text_is_masked(string before)
    {
        Secrets.Add(Secret);
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Secret + ", and more"));

        foreach (var quoted in new[] { text, text.Replace('+', '-').Replace('/', '_') })
        {
            var clean = Outgoing.ToLine(quoted);

            Assert.Contains("***", clean, StringComparison.Ordinal);
            Assert.InRange(clean.Length, 0, text.Length - (Secret.Length * 4 / 3) + 6);
        }
    }

    [Theory]
    [InlineData("\u009B31m")]
    [InlineData("\u202Egnp.exe")]
    [InlineData("\u0007")]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("\u200B")]
    [InlineData("password=planted-17")]
    public void Exception_with_a_secret_anywhere_is_not_clean(string text)
    {
        Assert.False(Outgoing.IsClean(text));
        Assert.False(Outgoing.IsClean(new InvalidOperationException(text)));
        Assert.False(Outgoing.IsClean(new InvalidOperationException("x", new IOException(text))));
        Assert.False(Outgoing.IsClean(new AggregateException(new IOException("x"), new IOException(text))));
        Assert.False(Outgoing.IsClean(new InvalidOperationException("x") { Data = { ["Detail"] = text + "\u0007" } }));
        Assert.False(Outgoing.IsClean(new InvalidOperationException("x") { HelpLink = text + "\u0007" }));
    }

    [Fact]
    public void Exception_with_only_a_stack_trace_is_clean()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Throw());

        Assert.Contains('\n', exception.ToString());
        Assert.True(Outgoing.IsClean(exception));

        static void Throw() => throw new InvalidOperationException("Żółć, 1 → 2", new IOException("'/srv/ledger.db' is locked."));
    }

    [Fact]
    public void Direction_and_control_characters_are_removed_from_output()
    {
        var text = "a\u001B[2Jb\u009Bc\u202Ed\r\ne\u0000f\u200Bg\u2028h\uDB40\uDC41i\u061Cj\u0007k\u2066l";

        var clean = Outgoing.ToLine(text);

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
    [InlineData("a:b")]
    [InlineData("a:@")]
    [InlineData("a1234:")]
    public void Text_built_to_slow_masking_down_is_masked_in_time(string part)
    {
        var mask = new SecretMask("client", "planted-client-secret");
        var text = string.Concat(Enumerable.Repeat(part, 300_000 / part.Length));

        var started = TimeProvider.System.GetTimestamp();
        Assert.True(mask.Clean(text).Length <= SecretMask.MostShown);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Secret_cut_off_in_a_long_answer_is_not_shown_in_part()
    {
        var mask = new SecretMask("client", "planted-client-secret");

        Assert.DoesNotContain("planted", mask.Clean(new string(' ', 64 * 1024 - 10) + "planted-client-secret"), StringComparison.Ordinal);
    }

    [Fact]
    public void Token_that_contains_the_client_secret_is_masked_whole()
    {
        var mask = new SecretMask("client", "abc");
        mask.Add("planted-abc-token");

        Assert.Equal("it says *** and ***", mask.Clean("it says planted-abc-token and abc"));
    }

    [Fact]
    public void Client_secret_is_masked_however_many_tokens_have_come()
    {
        var mask = new SecretMask("client", "planted-client-secret");
        for (var number = 0; number < 100; number++)
            mask.Add($"planted-token-{number:000}");

        Assert.Equal("***, ***", mask.Clean("planted-client-secret, planted-token-099"));
    }
}
