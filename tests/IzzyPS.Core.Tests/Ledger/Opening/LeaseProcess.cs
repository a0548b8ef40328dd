using System.Diagnostics;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using Xunit;

namespace IzzyPS.Tests.Ledger.Opening;

/// <summary>Another process that holds the lease with a create on its way, until it is killed: this test assembly, started again.</summary>
public sealed class LeaseProcess
{
    private const string FolderVariable = "IZZYPS_TEST_LEASE_FOLDER";
    private const string LedgerVariable = "IZZYPS_TEST_LEASE_LEDGER";
    private const string AccountVariable = "IZZYPS_TEST_LEASE_ACCOUNT";

    internal static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(3);

    /// <summary>Starts it and waits until it holds the lease.</summary>
    internal static Process Start(LedgerOptions options)
    {
        var folder = options.DataFolder.Root;
        var process = ChildTest.Start(typeof(LeaseProcess), nameof(Holds_the_lease_until_it_is_killed), new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [FolderVariable] = folder,
            [LedgerVariable] = options.Path,
            [AccountVariable] = options.Account.BaseUri.AbsoluteUri,
        });
        var ready = SpinWait.SpinUntil(() => File.Exists(ReadyFile(folder)) || process.HasExited, Eventually.Limit);
        Assert.True(ready && !process.HasExited, "The child process does not hold the lease.");
        return process;
    }

    [Fact(Explicit = true)]
    public async Task Holds_the_lease_until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"It is started by other tests, with {FolderVariable}.");

        using var ledger = LedgerStore.Open(new LedgerOptions
        {
            Account = new DealerAccount(new Uri(Environment.GetEnvironmentVariable(AccountVariable)!), "dealer-7"),
            DataFolder = new DataFolder(folder),
            Path = Environment.GetEnvironmentVariable(LedgerVariable),
            LeaseTime = LeaseTime,
        });
        await using var writer = await LedgerHome.AcquireLeaseAsync(ledger, "the child process");
        writer.BeginRun(LedgerHome.CreateRunRecord(LedgerHome.RunId));
        writer.Write([new LedgerWrite(LedgerHome.CreateOperation(new(LedgerHome.CreateVin(1)), state: OperationState.Sending))]);
        await File.WriteAllTextAsync(ReadyFile(folder), string.Empty, TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private static string ReadyFile(string folder) => Path.Combine(folder, "ready");
}
