using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Sandbox;

/// <summary>A fault is written as people would type it, and reads back to itself.</summary>
public sealed class FaultTextTests
{
    private static readonly Gen<TimeSpan> Times =
        from unit in Gen.Elements(1L, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour, TimeSpan.TicksPerDay)
        from number in Gen.Choose(0, 3000)
        select TimeSpan.FromTicks(unit * number);

    private static readonly Gen<string> Values = Gen.Elements([.. " abyz09,;:=#'\"%+-.\t{}[]\\/żé"]).ListOf().Select(letters => string.Concat(letters));

    private static readonly Gen<SandboxFault> Faults =
        from kind in Gen.Elements(Enum.GetValues<FaultKind>())
        from status in Gen.Choose(200, 599)
        from routes in Gen.Choose(1, (int)SandboxRoutes.All)
        from moment in Gen.Elements(Enum.GetValues<FaultMoment>())
        from numbers in Gen.Choose(1, 40).Two()
        from hasTimes in Gen.Elements(true, false)
        from chance in Gen.OneOf(Gen.Constant(1.0), Gen.Choose(0, 100).Select(percent => percent / 100.0), Gen.Choose(0, int.MaxValue).Select(part => part / (double)int.MaxValue))
        from at in Times
        from time in Times
        from delay in Times
        from has in Gen.Elements(true, false).ArrayOf(5)
        from text in Values
        select new SandboxFault(kind)
        {
            Status = kind == FaultKind.Status ? status : 503,
            Routes = (SandboxRoutes)routes,
            Moment = moment,
            From = numbers.Item1,
            Times = hasTimes ? numbers.Item2 : int.MaxValue,
            Chance = chance,
            At = at,
            For = has[0] && time > TimeSpan.Zero ? time : null,
            Delay = has[1] ? delay : null,
            ReusedOnly = has[2],
            RetryAfter = has[3] && kind == FaultKind.Status ? text.Replace('ż', 'z').Replace('\t', ' ') : null,
            Body = has[4] && kind == FaultKind.Status ? text : null,
        };

    public static TheoryData<string, string> Texts() => new()
    {
        { "drop", "drop" },
        { "drop on create before-commit from=1 chance=100%", "drop" },
        { "  DROP\tAfter-Commit  TIMES=1 From=3 ", "drop after-commit from=3 times=1" },
        { "503 on update,close retry-after=30 times=3", "503 on update,close times=3 retry-after=30" },
        { "503 on close, update", "503 on update,close" },
        { "status", "503" },
        { "status=408", "408" },
        { "status=302 on api", "status=302 on api" },
        { "status=200 body={\"id\":\"x\"}", "status=200 body='{\"id\":\"x\"}'" },
        { "delay=2s chance=5%", "delay=2s chance=5%" },
        { "chance=0.05 delay", "delay chance=5%" },
        { "delay delay=1500ms", "delay=1500ms" },
        { "504 after-commit delay=30s", "504 after-commit delay=30s" },
        { "reset before-commit from=10 times=1", "reset from=10 times=1" },
        { "reset reused before-body", "reset before-body reused" },
        { "truncated on create", "truncated" },
        { "slow-body delay=0.5s on poll,report,check", "slow-body on check,poll,report delay=500ms" },
        { "401 on create,update,close,image,delete-image,check,poll,report", "401 on api" },
        { "401 on cars,token", "401 on cars,token" },
        { "401 on api,token", "401 on all" },
        { "no-answer at=60s for=1.5m", "no-answer at=1m for=90s" },
        { "429 retry-after='Wed, 21 Oct 2015 07:28:00 GMT'", "429 retry-after='Wed, 21 Oct 2015 07:28:00 GMT'" },
        { "404 on update content-type=text/html body='<html>'", "404 on update content-type=text/html body=<html>" },
        { "404 content-type='text/html; charset=utf-8'", "404 content-type='text/html; charset=utf-8'" },
        { "429 retry-after=now-1d", "429 retry-after=now-1d" },
        { "429 retry-after=-5", "429 retry-after=-5" },
        { "429 retry-after=\"it's soon\"", "429 retry-after=\"it's soon\"" },
        { "429 retry-after='it''s \"soon\"'", "429 retry-after='it''s \"soon\"'" },
        { "429 retry-after=", "429 retry-after=''" },
        { "500 body='# no comment' # a comment", "500 body='# no comment'" },
        { "revoke-tokens from=20 times=1", "revoke-tokens from=20 times=1" },
    };

    public static TheoryData<string, string> Mistakes() => new()
    {
        { "", "The text does not say what goes wrong: a status from 400 to 599, status, drop, reset" },
        { "# drop", "The text does not say what goes wrong" },
        { "times=3 on api", "The text does not say what goes wrong" },
        { "drpo", "'drpo' is no fault; a fault is a status from 400 to 599, status, drop, reset" },
        { "drop aftercommit", "'aftercommit' is not understood; after drop these may follow: on CALLS, before-body, before-commit, after-commit, reused, from=N, times=N, chance=5%" },
        { "200", "'200': a number alone is a status from 400 to 599; another is written status=200" },
        { "600", "'600': a number alone is" },
        { "-503", "'-503' is no fault" },
        { "status=600", "'status=600': a status is a number from 200 to 599" },
        { "status=ok", "'status=ok': a status" },
        { "drop reset", "'reset' is a second fault beside drop; one text is one fault" },
        { "503 status=500", "'status=500' is a second fault beside 503" },
        { "drop on", "'on': a call is missing; calls are all, api, cars, token, create, update" },
        { "drop on create,", "'on create,': a call is missing" },
        { "drop on creates", "'on creates': there is no call 'creates'; calls are all" },
        { "drop on create on update", "'on' is given twice" },
        { "drop after-commit before-commit", "'the moment' is given twice" },
        { "drop times=1 times=2", "'times=' is given twice" },
        { "drop times=0", "'times=0': times takes a whole number from 1 on" },
        { "drop from=x", "'from=x': from takes a whole number from 1 on" },
        { "drop times=99999999999", "'times=99999999999': times takes" },
        { "drop chance=150%", "'chance=150%': a chance is 0% to 100%, or 0 to 1" },
        { "drop chance=5", "'chance=5': a chance" },
        { "drop chance=-1%", "'chance=-1%': a chance" },
        { "delay=2", "'delay=2': delay takes a time with its unit (ms, s, m, h, d), such as 500ms or 2s" },
        { "delay=two", "'delay=two': delay takes" },
        { "delay=-2s", "'delay=-2s': delay takes" },
        { "delay=s", "'delay=s': delay takes" },
        { "delay=2sm", "'delay=2sm': delay takes" },
        { "delay=99999d", "'delay=99999d': delay takes" },
        { "drop for=0s", "'for=0s': must be longer than 0" },
        { "drop retry-after=30", "'retry-after=' goes with a status, such as 503 or status=503, and not with drop" },
        { "delay=2s body=x", "'body=' goes with a status, such as 503 or status=503, and not with delay" },
        { "drop after=5s", "'after=5s' is no setting; settings are from=N, times=N" },
        { "503 =5", "'=5' is no setting" },
        { "503 body='x", "'body='x': the quote is not closed" },
        { "503 body='x'y", "'body='x'': the closing quote is followed by 'y'; a ' inside is written twice" },
        { "503 retry-after=now+soon", "'retry-after=now+soon': after now+ and now- comes a time with its unit" },
        { "503 retry-after='a\r\nX-Evil: 1'", "a header can't hold control characters" },
        { "503 retry-after=zaraz…", "a header can't hold control characters or letters beyond Latin-1" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Parse_accepts_what_people_type_and_writes_it_in_one_form(string typed, string written)
    {
        Assert.Equal(written, SandboxFault.Parse(typed).ToString());
        Assert.Equal(written, SandboxFault.Parse(written).ToString());
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Parse_says_which_word_is_wrong_and_what_would_be_right(string typed, string message) =>
        Assert.Contains(message, Assert.Throws<FaultTextException>(() => SandboxFault.Parse(typed)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_fault_reads_back_to_itself() =>
        Prop.ForAll(Arb.From(Faults), fault => Assert.Equal(fault, SandboxFault.Parse(fault.ToString())))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_wrong_text_only_gives_an_error()
    {
        var words = Gen.OneOf(
            Values,
            Gen.Elements("drop", "503", "on", "create,", "times=", "1", "'", "delay=", "2s", "now+", "retry-after=", "chance=", "NaN", "Infinity%", "1e999", "#", "="));
        Prop.ForAll(Arb.From(words.ListOf()), parts =>
        {
            try
            {
                _ = SandboxFault.Parse(string.Join(' ', parts));
            }
            catch (FaultTextException exception)
            {
                Assert.EndsWith(".", exception.Message, StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Every_kind_moment_and_call_has_its_word()
    {
        Assert.Equal(Enum.GetValues<FaultKind>().Order(), FaultWords.Kinds.Select(kind => kind.Value).Order());
        Assert.Equal(Enum.GetValues<FaultMoment>().Order(), FaultWords.Moments.Select(moment => moment.Value).Order());
        Assert.Equal(Enum.GetValues<SandboxRoutes>().Where(route => route != SandboxRoutes.None).Order(), FaultWords.Routes.Select(route => route.Value).Order());
        Assert.All(FaultWords.Kinds, kind => Assert.Equal(kind.Value, SandboxFault.Parse(kind.Word).Kind));
    }

    [Theory]
    [InlineData("", "status")]
    [InlineData("", "drop")]
    [InlineData("Re", "redirect")]
    [InlineData("drop ", "on")]
    [InlineData("drop a", "after-commit")]
    [InlineData("drop re", "reused")]
    [InlineData("503 on up", "update")]
    [InlineData("503 on update,cl", "update,close")]
    [InlineData("503 on update re", "retry-after=")]
    public void Suggest_completes_the_last_word(string typed, string word) =>
        Assert.Contains(word, FaultWords.Suggest(typed).Select(suggestion => suggestion.Word));

    [Theory]
    [InlineData("drop on ", "drop")]
    [InlineData("drop ", "reset")]
    [InlineData("x", "reset")]
    public void Suggest_gives_nothing_that_does_not_fit(string typed, string word) =>
        Assert.DoesNotContain(word, FaultWords.Suggest(typed).Select(suggestion => suggestion.Word));

    [Fact]
    public void Options_show_their_values_but_not_the_secret()
    {
        var options = new SandboxOptions
        {
            Port = 8080, ClientSecret = "planted", Latency = TimeSpan.FromMilliseconds(20), RateLimit = 5, TokenLifetime = TimeSpan.FromSeconds(60), PutRevives = true, Seed = 7,
            Faults = ImmutableArray.Create(SandboxFault.Parse("drop times=1"), SandboxFault.Parse("503 on update")),
        };
        Assert.Equal("latency 20ms; rate limit 5/s; tokens last 1m; PUT revives; seed 7; drop times=1; 503 on update", options.ToString());
        Assert.Empty(new SandboxOptions { Port = 8080, ClientSecret = "planted" }.ToString());
    }
}
