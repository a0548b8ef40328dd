using IzzyPS.Ledger.Opening;
using Xunit;

namespace IzzyPS.Tests.Accounts;

/// <summary>One account, one identity, however its address is written.</summary>
public sealed class DealerAccountTests : IDisposable
{
    private readonly LedgerHome _home = new();

    [Theory]
    [InlineData("http://localhost:8080", "http://127.0.0.1:8080/")]
    [InlineData("http://localhost:8080", "http://[::1]:8080")]
    [InlineData("http://localhost:8080", "http://[::ffff:127.0.0.1]:8080")]
    [InlineData("http://localhost:8080", "http://LOCALHOST:8080//")]
    [InlineData("http://localhost:8080", "https://localhost.:8080/")]
    [InlineData("http://localhost:8080", "https://127.0.0.1.:8080/")]
    [InlineData("http://localhost:8080", "http://127.1:8080/")]
    [InlineData("http://localhost:8080", "http://2130706433:8080/")]
    [InlineData("http://localhost:8080", "http://0x7f.0.0.1:8080/")]
    [InlineData("http://localhost:8080", "https://0.0.0.0:8080/")]
    [InlineData("http://localhost", "http://127.0.0.1:80/")]
    [InlineData("https://api.izzylease.pl", "https://API.izzylease.PL.:443/")]
    [InlineData("https://api.izzylease.pl/dealer", "https://api.izzylease.pl//x/../%64ealer/")]
    [InlineData("https://żółw.example.test", "https://xn--w-uga1v8h.example.test")]
    [InlineData("https://192.0.2.1", "https://[::ffff:192.0.2.1]/")]
    public void Two_spellings_of_one_address_are_one_account(string one, string other)
    {
        var (first, second) = (new DealerAccount(new Uri(one), "dealer-7"), new DealerAccount(new Uri(other), " dealer-7 "));
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal(first.Hash, second.Hash);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8081")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.2:8080")]
    [InlineData("https://api.izzylease.pl", "https://test.izzylease.pl")]
    [InlineData("https://api.izzylease.pl/a", "https://api.izzylease.pl/b")]
    [InlineData("https://api.izzylease.pl/a%2Fb", "https://api.izzylease.pl/a/b")]
    public void Other_servers_are_other_accounts(string one, string other) =>
        Assert.NotEqual(new DealerAccount(new Uri(one), "dealer-7"), new DealerAccount(new Uri(other), "dealer-7"));

    [Fact]
    public void Second_address_of_a_client_id_needs_confirmation_once()
    {
        _home.Open().Dispose();
        var second = _home.Options with { Account = new DealerAccount(new Uri("https://proxy.example.test/"), "DEALER-7") };

        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(second));
        Assert.Equal(LedgerFault.SameClient, exception.Fault);
        Assert.All(
            [_home.Account.BaseUri.AbsoluteUri, "proxy.example.test", _home.LedgerPath, _home.AnchorPath, "-NewLedger", "--new-ledger"],
            part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
        Assert.False(LedgerStore.GetPlace(second).Exists);

        LedgerStore.Open(second with { NewLedger = true }).Dispose();
        LedgerStore.Open(second).Dispose();
        _home.Open().Dispose();
    }

    [Fact]
    public void Another_client_id_needs_no_confirmation()
    {
        _home.Open().Dispose();
        LedgerStore.Open(_home.Options with { Account = new DealerAccount(_home.Account.BaseUri, "dealer-8") }).Dispose();
    }

    public void Dispose() => _home.Dispose();
}
