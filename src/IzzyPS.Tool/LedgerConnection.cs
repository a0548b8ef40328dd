using IzzyPS.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Tool;

/// <summary>Opens the environment's account and its ledger for the commands that use an existing ledger.</summary>
internal static class LedgerConnection
{
    /// <summary>Opens the existing ledger and runs the work. No new ledger is started.</summary>
    /// <param name="ledger">The ledger, and how to open it.</param>
    /// <param name="work">The work on the connection.</param>
    internal static Task<int> UseAsync(LedgerArguments ledger, Func<DealerConnection, CancellationToken, Task<ExitCode>> work) => RunAsync(ledger, async (settings, stop) =>
    {
        using var connection = DealerConnection.Open(settings, Failure.Say, NullLogger.Instance, TimeProvider.System, stop);
        return await work(connection, stop).ConfigureAwait(false);
    });

    /// <summary>Like <see cref="UseAsync"/>, for work that opens the ledger itself.</summary>
    internal static Task<int> RunAsync(LedgerArguments ledger, Func<ConnectionSettings, CancellationToken, Task<ExitCode>> work) => Failure.GuardAsync(stop =>
    {
        var settings = ConnectionSettings.ReadEnvironment();
        return work(settings with
        {
            LedgerPath = ledger.Path ?? settings.LedgerPath,
            IsLedgerRequired = true,
            AdoptLedger = ledger.Adopt,
            OnlyLooks = ledger.OnlyLooks,
        }, stop);
    });
}
