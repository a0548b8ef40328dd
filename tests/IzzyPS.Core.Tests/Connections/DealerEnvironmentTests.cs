using IzzyPS.Accounts;
using IzzyPS.Connections;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Connections;

public sealed class DealerEnvironmentTests
{
    private static readonly Dictionary<string, string> Right = new(StringComparer.Ordinal)
    {
        ["IZZYLEASE_API_BASE_URL"] = "http://localhost:8080/api",
        ["IZZYLEASE_CLIENT_ID"] = "dealer-7",
        ["IZZYLEASE_CLIENT_SECRET"] = "planted",
        ["IZZYLEASE_TOKEN_URL"] = "https://login.example.pl/token",
        ["IZZYLEASE_TIMEOUT"] = "12.5",
        ["IZZYLEASE_MAX_REQUESTS_PER_SECOND"] = "0.5",
        ["IZZYLEASE_LOCATION_MAP_FILE"] = "/etc/map.json",
        ["IZZYLEASE_LEDGER"] = "/var/lib/izzy.db",
        ["IZZYLEASE_LEDGER_REQUIRED"] = "1",
        ["IZZYLEASE_CLOSE_LIMIT"] = "3",
        ["IZZYLEASE_CLOSE_LIMIT_PERCENT"] = "2.5",
        ["IZZYLEASE_IDENTITY_LIMIT"] = "7",
        ["IZZYLEASE_PRICE_LIMIT_PERCENT"] = "30",
        ["IZZYLEASE_FEED_PRICE_LIMIT_PERCENT"] = "12.5",
        ["IZZYLEASE_REUSE_LISTING"] = "1",
        ["IZZYLEASE_503_IS_REFUSAL"] = "1",
    };

    [Fact]
    public void Read_uses_every_variable()
    {
        var read = DealerEnvironment.Read(Right.GetValueOrDefault);
        Assert.Equal(new Uri("http://localhost:8080/api/"), read.Options.Account.BaseUri);
        Assert.Equal("dealer-7", read.Options.Account.ClientId);
        Assert.Equal("planted", read.Options.ClientSecret);
        Assert.Equal(new Uri("https://login.example.pl/token"), read.Options.TokenUri);
        Assert.Equal(TimeSpan.FromSeconds(12.5), read.Options.Timeout);
        Assert.Equal(0.5, read.Options.MaxRequestsPerSecond);
        Assert.Equal(("/etc/map.json", "/var/lib/izzy.db", true), (read.LocationMapFile, read.Ledger, read.IsLedgerRequired));
        Assert.Equal((3, 0.025m), (read.CloseLimits.Count, read.CloseLimits.Share));
        Assert.Equal((7, 0.3m, 0.125m), (read.GuardLimits.IdentityCount, read.GuardLimits.PriceChange, read.GuardLimits.FeedPriceChange));
        Assert.Equal((true, true), (read.ReuseListing, read.Options.ServiceUnavailableIsRefusal));
    }

    [Fact]
    public void Read_needs_no_more_than_the_client_and_its_secret()
    {
        var read = DealerEnvironment.Read(name => name is "IZZYLEASE_CLIENT_ID" or "IZZYLEASE_CLIENT_SECRET" ? "x" : null);
        Assert.Equal(DealerUri.Production, read.Options.Account.BaseUri);
        Assert.Null(read.Options.TokenUri);
        Assert.Equal(TimeSpan.FromSeconds(30), read.Options.Timeout);
        Assert.Null(read.Options.MaxRequestsPerSecond);
        Assert.Null(read.Ledger);
        Assert.False(read.IsLedgerRequired);
        Assert.Equal((CloseLimits.Default, false, false), (read.CloseLimits, read.ReuseListing, read.Options.ServiceUnavailableIsRefusal));
    }

    [Theory]
    [InlineData("IZZYLEASE_API_BASE_URL", "planted")]
    [InlineData("IZZYLEASE_API_BASE_URL", "http://api.izzylease.pl")]
    [InlineData("IZZYLEASE_API_BASE_URL", "https://user:planted@api.izzylease.pl")]
    [InlineData("IZZYLEASE_TOKEN_URL", "ftp://planted")]
    [InlineData("IZZYLEASE_TOKEN_URL", "http://login.example.pl/token")]
    [InlineData("IZZYLEASE_CLIENT_ID", " ")]
    [InlineData("IZZYLEASE_CLIENT_SECRET", "")]
    [InlineData("IZZYLEASE_TIMEOUT", "0")]
    [InlineData("IZZYLEASE_TIMEOUT", "30s")]
    [InlineData("IZZYLEASE_TIMEOUT", "1e9")]
    [InlineData("IZZYLEASE_TIMEOUT", "-1")]
    [InlineData("IZZYLEASE_MAX_REQUESTS_PER_SECOND", "0")]
    [InlineData("IZZYLEASE_CLOSE_LIMIT", "2.5")]
    [InlineData("IZZYLEASE_CLOSE_LIMIT", "-1")]
    [InlineData("IZZYLEASE_CLOSE_LIMIT_PERCENT", "101")]
    [InlineData("IZZYLEASE_IDENTITY_LIMIT", "-1")]
    [InlineData("IZZYLEASE_PRICE_LIMIT_PERCENT", "half")]
    [InlineData("IZZYLEASE_FEED_PRICE_LIMIT_PERCENT", "-1")]
    [InlineData("IZZYLEASE_REUSE_LISTING", "maybe")]
    [InlineData("IZZYLEASE_503_IS_REFUSAL", "503")]
    [InlineData("IZZYLEASE_MAX_REQUESTS_PER_SECOND", "many")]
    [InlineData("IZZYLEASE_LEDGER_REQUIRED", "maybe")]
    public void Read_names_the_variable_that_is_wrong_and_what_would_be_right(string name, string value)
    {
        var variables = new Dictionary<string, string>(Right, StringComparer.Ordinal) { [name] = value };
        var exception = Assert.Throws<DealerEnvironmentException>(() => DealerEnvironment.Read(variables.GetValueOrDefault));
        Assert.Equal(name, Assert.Single(exception.Faults).Variable);
        Assert.StartsWith(name, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.Message.Contains("right would be", StringComparison.Ordinal) || exception.Message.Contains("use https", StringComparison.Ordinal));
        Assert.DoesNotContain("planted", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_names_all_that_is_missing_at_once()
    {
        var exception = Assert.Throws<DealerEnvironmentException>(() => DealerEnvironment.Read(_ => null));
        Assert.Equal(["IZZYLEASE_CLIENT_ID", "IZZYLEASE_CLIENT_SECRET"], exception.Faults.Select(fault => fault.Variable));
        Assert.False(DealerEnvironment.IsGiven(_ => null));
        Assert.True(DealerEnvironment.IsGiven(Right.GetValueOrDefault));
    }
}
