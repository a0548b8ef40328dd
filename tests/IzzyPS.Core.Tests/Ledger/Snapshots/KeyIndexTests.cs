using System.Text;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Snapshots;
using Xunit;

namespace IzzyPS.Tests.Ledger.Snapshots;

public sealed class KeyIndexTests
{
    [Fact]
    public void Index_finds_every_key_and_no_other()
    {
        string[] keys =
        [
            .. Enumerable.Range(0, 5000).Select(LedgerHome.CreateVin),
            "#", "#1", "#" + new string('ż', 3000), "#Zamówienie 🚗",
        ];
        var index = new KeyIndex(keys.Length);
        foreach (var key in keys)
            index.Add(Encoding.UTF8.GetBytes(key));

        Assert.Equal(Enumerable.Range(0, keys.Length), keys.Select(index.Find));
        Assert.All(keys, key => Assert.Equal(-1, index.Find(key + "x")));
        Assert.Equal(-1, index.Find("#" + new string('ż', 2999)));
        Assert.Equal(-1, new KeyIndex(0).Find("#1"));
    }

    [Theory]
    [InlineData("https://api.izzylease.pl", "Dealer 7", "api-izzylease-pl-dealer-7-")]
    [InlineData("https://api.izzylease.pl", "../../etc/passwd", "api-izzylease-pl-etc-passwd-")]
    [InlineData("https://api.izzylease.pl", "żółć", "api-izzylease-pl-")]
    [InlineData("https://api.izzylease.pl", "a-very-long-client-id-that-goes-on-and-on-and-on", "api-izzylease-pl-a-very-long-client-id-that-goes-")]
    public void Ledger_name_is_readable_and_unique_for_its_account(string uri, string clientId, string expected)
    {
        var account = new DealerAccount(new Uri(uri), clientId);
        var folder = new DataFolder("data");

        var path = folder.GetLedgerPath(account);

        Assert.Equal(Path.Combine(folder.Root, "ledgers"), Path.GetDirectoryName(path));
        Assert.Equal(expected + account.Hash[..8] + ".db", Path.GetFileName(path));
        Assert.NotEqual(path, folder.GetLedgerPath(new DealerAccount(new Uri(uri), clientId + "!")));
    }
}
