using IzzyPS.Connections;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Operations.Journaling;
using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>The tool against a server with an expired, foreign or self-signed certificate: the tool does not even send the secret.</summary>
public sealed class CertificateTests
{
    [Theory]
    [InlineData("localhost", -10, 10)]
    [InlineData("localhost", -10, -5)]
    [InlineData("elsewhere.invalid", -10, 10)]
    public async Task Wrong_certificate_ends_the_run_before_anything_is_sent(string name, int fromDay, int toDay)
    {
        await using var server = new TlsServer(name, fromDay, toDay);
        await using var rig = new SoakRig();
        var environment = rig.CreateEnvironment();
        environment[DealerEnvironment.BaseUriVariable] = server.BaseUri.AbsoluteUri;
        var result = await IzzyProcess.RunAsync(environment, "sync", rig.Write(new Yard([1, 2, 3])), "--json", "--verbose");
        Assert.Equal((1, 0, 0), (result.ExitCode, result.Count("created"), result.Count("in_doubt")));
        Assert.Empty(Invariants.CheckFaultIsReported(result, "TLS failed: The remote certificate"));
        Assert.Empty(Invariants.CheckSecrets(rig, result.Output, result.Error));
        Assert.NotEqual(0, server.Handshakes);
        Assert.Equal(0, server.Bytes);

        using var ledger = LedgerStore.Open(new LedgerOptions { Account = new DealerAccount(server.BaseUri, rig.Server.ClientId), DataFolder = new DataFolder(rig.DataFolder) });
        Assert.Empty(ledger.Find(new LedgerQuery()));
        Assert.Empty(ledger.FindOperations(new OperationQuery()));
    }
}
